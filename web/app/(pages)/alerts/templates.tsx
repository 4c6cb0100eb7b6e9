"use client";
import { Eye, FlaskConical } from "lucide-react";
import { useState } from "react";
import { type RuleWish, type Template, useAlerting, useRules, useTemplates } from "@/api/alerts";
import { useMine } from "@/api/hooks";
/** Rules to begin with: tried on the last weeks first, then kept. */
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { alerts as en } from "@/text/en-alerts";
import { Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { TestDialog } from "./trial";

export function Templates() {
  const { workspace } = usePlace();
  const query = useTemplates(workspace.id);
  const mine = useMine(workspace.id).data;
  const known = new Set(useRules(workspace.id).data?.map((rule) => rule.name));
  const [tested, setTested] = useState<RuleWish | null>(null);
  const wishOf = (one: Template): RuleWish | null => {
    const subject = one.subject === "me" ? (mine ? `developer:${mine.id}` : null) : one.subject;
    const { name, metric, period_type, condition, severity } = one;
    return subject === null ? null : { name, metric, subject, period_type, condition, severity };
  };
  return (
    <Card flush title={en.templates} says={en.templatesSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="m-4 h-[460px] max-sm:h-[900px]" />
      ) : (
        <ul className="grid sm:grid-cols-2">
          {query.data
            .filter((one) => !known.has(one.name))
            .map((one) => (
              <One key={one.key} template={one} wish={wishOf(one)} onTest={setTested} />
            ))}
        </ul>
      )}
      {tested && <TestDialog name={tested.name} tried={{ wish: tested }} onClose={() => setTested(null)} />}
    </Card>
  );
}

function One({
  template,
  wish,
  onTest,
}: {
  template: Template;
  wish: RuleWish | null;
  onTest: (wish: RuleWish) => void;
}) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { create } = useAlerting(workspace.id);
  const mayWatch = useMay()("POST /api/v1/workspaces/{workspace_id}/insights/alert-rules");
  return (
    <li className="flex flex-col border-t border-line px-4 py-3">
      <p className="font-medium">
        <Foreign>{template.name}</Foreign>
      </p>
      <p className="max-w-[60ch] text-pretty text-ink-2">{template.says}</p>
      <p className="max-w-[60ch] text-pretty text-small text-ink-3">{template.rule}</p>
      <div className="mt-auto flex items-center gap-2 pt-2">
        {wish === null ? (
          <ButtonLink href="/me">{en.sayWho}</ButtonLink>
        ) : (
          <>
            <Button onClick={() => onTest(wish)}>
              <FlaskConical aria-hidden="true" size={13} /> {en.test}
            </Button>
            {mayWatch && (
              <Button
                disabled={create.isPending}
                onClick={() =>
                  create.mutate(wish, {
                    onSuccess: () => tell(en.watched(wish.name)),
                    onError: (error) => tell(inWords(error)),
                  })
                }
              >
                <Eye aria-hidden="true" size={13} /> {en.watch}
              </Button>
            )}
          </>
        )}
      </div>
    </li>
  );
}
