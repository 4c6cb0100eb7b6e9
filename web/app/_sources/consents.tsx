"use client";
/** What one is asked oneself: names that would become part of who one is here, or leave it. */
import { useConsents, useDeciding } from "@/api/identities";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Button, Card, Foreign } from "@/ui/basic";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function Consents() {
  const { workspace } = usePlace();
  const tell = useTell();
  const open = (useConsents(workspace.id).data ?? []).filter((one) => one.answered_at === null);
  const { consent } = useDeciding(workspace.id);
  if (open.length === 0) return null;
  const answer = (consent_id: string, yes: boolean) =>
    consent.mutate(
      { consent_id, yes },
      { onSuccess: () => tell(sources.identities.answered), onError: (error) => tell(inWords(error)) },
    );
  return (
    <Card title={sources.identities.consents} says={sources.identities.consentsSay}>
      <ul className="space-y-3">
        {open.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-3">
            <span className="min-w-0">
              <span className="text-ink-3">{sources.identities.action[one.decision.action]}: </span>
              <Foreign>
                {[...one.decision.left, ...one.decision.right]
                  .map((each) => [each.name ?? each.username, each.email].filter(Boolean).join(" "))
                  .join(" · ")}
              </Foreign>
            </span>
            <span className="flex gap-2">
              <Button look="primary" disabled={consent.isPending} onClick={() => answer(one.id, true)}>
                {sources.identities.yes}
              </Button>
              <Button disabled={consent.isPending} onClick={() => answer(one.id, false)}>
                {sources.identities.no}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
