"use client";
/** Commits that later fixes point to. They are suspected, and whose they are stands nowhere. */
import { useState } from "react";
import { type OfRepository, type SuspectedDefects, useSuspected } from "@/api/code";
import { usePlace } from "@/app/_frame/place";
import { code } from "@/text/en-code";
import { Badge, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { ShowAll } from "@/ui/table";

const FIRST = 8;
type Suspected = SuspectedDefects["suspected"][number];

export function SuspectsPart({ of }: { of: OfRepository }) {
  const { workspace } = usePlace();
  const [all, setAll] = useState(false);
  const query = useSuspected(workspace.id, of);
  const found = query.data;
  const rows = found?.suspected ?? [];
  return (
    <Card title={code.suspected} says={found ? code.suspectedSays(found.n, found.pointing) : "\u00a0"}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-64" />
      ) : rows.length === 0 ? (
        <Empty>{found.reason ?? ""}</Empty>
      ) : (
        <>
          <ul className="border-t border-line">
            {rows.slice(0, all ? undefined : FIRST).map((one) => (
              <Row key={one.sha} one={one} />
            ))}
          </ul>
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
          <p className="mt-2 text-small text-ink-3">
            <Sentence>{found.caution}</Sentence>
          </p>
        </>
      )}
    </Card>
  );
}

function Row({ one }: { one: Suspected }) {
  return (
    <li className="border-b border-line py-2.5">
      <p className="flex items-baseline gap-2">
        <span className="min-w-0 truncate">
          <Foreign>{one.subject}</Foreign>
        </span>
        <span className="shrink-0">
          <Badge>{code.suspectedBadge}</Badge>
        </span>
      </p>
      <p className="figures text-small text-ink-3">
        <span className="font-mono">{one.sha.slice(0, 10)}</span> · <Instant at={one.at} />
      </p>
      <ul className="mt-1.5 border-l-2 border-line pl-3">
        {one.fixes.map((fix) => (
          <li key={fix.sha} className="py-0.5">
            <p className="truncate text-ink-2">
              <Foreign>{fix.subject}</Foreign>
            </p>
            <p className="figures truncate text-small text-ink-3">
              {code.later(fix.days_later)} · {code.linesOf(fix.lines)} · {code.knownBy[fix.known_by] ?? fix.known_by}
              {fix.paths[0] !== undefined && (
                <>
                  {" · "}
                  <Foreign>{fix.paths[0]}</Foreign>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </li>
  );
}
