"use client";
/** Signals about single people: off until somebody says what for. */
import { type FormEvent, useId, useState } from "react";
import { type InsightSettings, useInsightSettings, usePrivacyChanges } from "@/api/privacy";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { privacy } from "@/text/en-privacy";
import { Badge, Button, Card, dateTime, Foreign, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const text = privacy.purposes;
type Signal = keyof typeof text.names;
const SIGNALS: readonly {
  signal: Signal;
  purpose: "leaderboard_purpose" | "attrition_purpose" | "individual_risk_purpose";
}[] = [
  { signal: "leaderboards", purpose: "leaderboard_purpose" },
  { signal: "attrition", purpose: "attrition_purpose" },
  { signal: "individual_risk", purpose: "individual_risk_purpose" },
];
const SHORTEST = 10;

export function Purposes() {
  const { workspace } = usePlace();
  const query = useInsightSettings(workspace.id);
  return (
    <Card title={text.title} says={text.says}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.data ? (
        <ul className="divide-y divide-line">
          {SIGNALS.map(({ signal, purpose }) => (
            <One key={signal} signal={signal} field={purpose} said={query.data[signal]} />
          ))}
        </ul>
      ) : (
        <Skeleton className="h-[190px]" />
      )}
    </Card>
  );
}

function One({
  signal,
  field,
  said,
}: {
  signal: Signal;
  field: (typeof SIGNALS)[number]["purpose"];
  said: InsightSettings["leaderboards"];
}) {
  const id = useId();
  const { workspace } = usePlace();
  const tell = useTell();
  const mayChange = useMay()("PUT /api/v1/workspaces/{workspace_id}/insights/settings");
  const { state } = usePrivacyChanges(workspace.id);
  const [purpose, setPurpose] = useState("");
  const after = {
    onSuccess: () => tell(privacy.saved),
    onError: (error: unknown) => tell(inWords(error)),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    state.mutate(said.on ? { [signal]: false } : { [signal]: true, [field]: purpose.trim() }, after);
  };
  const tooShort = !said.on && purpose.trim().length < SHORTEST;
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex items-baseline gap-2">
        <h3 className="font-medium">{text.names[signal]}</h3>
        <Badge tone={said.on ? "accent" : "quiet"}>{said.on ? text.on : text.off}</Badge>
      </div>
      <p className="text-ink-3">{text.what[signal]}</p>
      {said.on && said.purpose && (
        <p className="mt-1">
          <Foreign>{said.purpose}</Foreign>{" "}
          {said.at && <span className="text-small text-ink-3">{text.stated(said.by, dateTime(said.at))}</span>}
        </p>
      )}
      {mayChange && (
        <form onSubmit={submit} className="mt-2 flex flex-wrap items-center gap-2">
          {!said.on && (
            <>
              <label htmlFor={id} className="sr-only">
                {text.purpose(text.names[signal])}
              </label>
              <input
                id={id}
                value={purpose}
                maxLength={500}
                placeholder={text.placeholder}
                onChange={(event) => setPurpose(event.target.value)}
                className="field min-w-0 max-w-[420px] grow"
              />
            </>
          )}
          <Button
            type="submit"
            disabled={state.isPending || tooShort}
            aria-label={`${said.on ? text.turnOff : text.turnOn}: ${text.names[signal]}`}
          >
            {said.on ? text.turnOff : text.turnOn}
          </Button>
        </form>
      )}
    </li>
  );
}
