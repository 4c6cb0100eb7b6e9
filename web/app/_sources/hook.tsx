"use client";
/** The web hook of a connection: its address and secret to enter at the provider, shown once. */
import { useState } from "react";
import { type Connection, type HookSecret, useConnectionChanges } from "@/api/connections";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Button, Instant, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function Hook({ connection }: { connection: Connection }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [made, setMade] = useState<HookSecret | null>(null);
  const { hook } = useConnectionChanges(workspace.id, connection.id);
  return (
    <div className="mt-4 border-t border-line pt-3">
      <p className="font-medium">{sources.integration.hook}</p>
      <p className="text-small text-ink-3">
        {connection.webhook.is_set ? sources.integration.hookSays : sources.integration.hookNone}
      </p>
      {connection.webhook.is_set && (
        <p className="mt-1 text-small text-ink-2">
          {sources.integration.hookSeen}: <Instant at={connection.webhook.seen_at} none={sources.integrations.never} />
        </p>
      )}
      <Button
        className="mt-2"
        disabled={hook.isPending}
        onClick={() => hook.mutate({}, { onSuccess: setMade, onError: (error) => tell(inWords(error)) })}
      >
        {connection.webhook.is_set ? sources.integration.hookRotate : sources.integration.hookMake}
      </Button>
      {made && <HookDialog made={made} onClose={() => setMade(null)} />}
    </div>
  );
}

function HookDialog({ made, onClose }: { made: HookSecret; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={sources.integration.hook} says={sources.integration.hookSays} wide>
      <div className="space-y-3">
        {!made.is_reachable && (
          <p className="rounded-control bg-worse-wash px-3 py-2 text-worse">{sources.integration.hookUnreachable}</p>
        )}
        <Given label={sources.integration.hookUrl} value={made.url} />
        {made.secret === null ? (
          <p className="text-ink-2">{sources.integration.hookGiven}</p>
        ) : (
          <>
            <Given label={sources.integration.hookSecret} value={made.secret} />
            <p className="text-small text-worse">{sources.integration.hookOnce}</p>
          </>
        )}
        <ol className="list-decimal space-y-1 pl-5 text-ink-2">
          {made.steps.map((step) => (
            <li key={step}>
              <Sentence>{step}</Sentence>
            </li>
          ))}
        </ol>
        <div>
          <p className="font-medium">{sources.integration.hookEvents}</p>
          <ul className="mt-1 text-small">
            {made.events.map((event) => (
              <li key={event.name} className="border-t border-line py-1">
                <code className="font-mono">{event.name}</code> <span className="text-ink-2">{event.brings}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Dialog>
  );
}

function Given({ label, value }: { label: string; value: string }) {
  const tell = useTell();
  return (
    <div>
      <p className="mb-1 font-medium">{label}</p>
      <div className="flex gap-2">
        <input
          readOnly
          aria-label={label}
          value={value}
          className="field font-mono"
          onFocus={(e) => e.target.select()}
        />
        <Button onClick={() => void navigator.clipboard.writeText(value).then(() => tell(sources.integration.copied))}>
          {sources.integration.copy}
        </Button>
      </div>
    </div>
  );
}
