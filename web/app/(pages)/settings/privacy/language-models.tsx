"use client";
/** Whether language models may be given anything here, and whether of oneself. */
import { useMine } from "@/api/hooks";
import { useConsent, usePrivacyChanges, usePrivacySettings } from "@/api/privacy";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { privacy } from "@/text/en-privacy";
import { Button, Card, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const text = privacy.llm;

export function LanguageModels() {
  const { workspace } = usePlace();
  const tell = useTell();
  const mayChange = useMay()("PUT /api/v1/workspaces/{workspace_id}/privacy/settings");
  const query = usePrivacySettings(workspace.id);
  const mine = useMine(workspace.id);
  const consent = useConsent(workspace.id, Boolean(mine.data));
  const changes = usePrivacyChanges(workspace.id);
  const after = { onSuccess: () => tell(privacy.saved), onError: (error: unknown) => tell(inWords(error)) };
  const settings = query.data;
  return (
    <Card title={text.title} says={text.says}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : settings ? (
        <div className="space-y-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p>
              {settings.llm ? text.on : text.off}{" "}
              <span className="text-ink-3">{text.refusals(settings.llm_refusals)}</span>
            </p>
            {mayChange && (
              <Button
                disabled={changes.set.isPending}
                onClick={() => changes.set.mutate({ llm: !settings.llm }, after)}
              >
                {settings.llm ? text.turnOff : text.turnOn}
              </Button>
            )}
          </div>
          {consent.data && (
            <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3">
              <p>
                <span className="font-medium">{text.own}</span>{" "}
                <span className="text-ink-2">{consent.data.refused ? text.refused : text.allowed}</span>
              </p>
              <Button
                disabled={changes.consent.isPending}
                onClick={() => changes.consent.mutate(!consent.data.refused, after)}
              >
                {consent.data.refused ? text.allow : text.refuse}
              </Button>
            </div>
          )}
        </div>
      ) : (
        <Skeleton className="h-16" />
      )}
    </Card>
  );
}
