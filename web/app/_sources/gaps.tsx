"use client";
/** What is known to be missing, and why. */
import type { ConnectionHealth } from "@/api/connections";
import { sources } from "@/text/en-sources";
import { Card, Foreign, Instant, Sentence } from "@/ui/basic";

export function Gaps({ health }: { health: ConnectionHealth }) {
  return (
    <Card title={sources.integration.gaps} says={sources.integration.gapsSay}>
      {health.gaps.length === 0 ? (
        <p className="text-ink-3">{sources.integration.gapsNone}</p>
      ) : (
        <ul className="max-h-[420px] space-y-3 overflow-y-auto">
          {health.gaps.map((gap) => (
            <li key={gap.id}>
              <p className="font-medium">
                <Foreign>{`${gap.scope} ${gap.stream.replaceAll("_", " ")}: ${gap.item ?? sources.integration.whole}`}</Foreign>
              </p>
              <p className="text-small text-ink-2">
                <Sentence>{gap.reason}</Sentence>
              </p>
              <p className="text-fine text-ink-3">
                {sources.integration.found} <Instant at={gap.found_at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
