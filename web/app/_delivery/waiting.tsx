"use client";
/** Who waits for whom: as ways from those who wait to those waited for; on a phone as a list; and what for. */
import { useMemo, useState } from "react";
import type { Waiting } from "@/api/delivery";
import { useWaiting } from "@/api/delivery-flow";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, plural } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { useWidth } from "@/metrics/plot";
import { type Bar, Bars } from "@/metrics/ranking";
import { delivery } from "@/text/en-delivery";
import { Card, Foreign, Sentence, Skeleton, tame } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { Clocks } from "./clocks";
import { sayLong } from "./long";
import { graphOf, type Stop, type Way } from "./waiting-graph";

export default function WaitingFor({ at }: { at: string | null }) {
  const { workspace, team } = usePlace();
  const query = useWaiting(workspace.id, { team, at });
  const found = query.data;
  const none = found && found.edges.length === 0;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <Figure
        title={delivery.waitingTitle}
        says={delivery.waitingSays}
        height={300}
        query={query}
        empty={none ? (found.n ? (found.withheld ?? delivery.waitingNobody) : delivery.waitingNone) : null}
        table={found ? tableOf(found) : null}
        className="lg:col-span-2"
      >
        {found && <Graph found={found} />}
      </Figure>
      <Kinds found={found} />
    </div>
  );
}

function tableOf(found: Waiting): TableView {
  const { from, to, kind, n, longest } = delivery.waitingColumns;
  return {
    head: [from, to, kind, n, longest],
    rows: found.edges.map((edge) => [
      edge.from_name ?? delivery.nobody,
      edge.to_name ?? edge.to_team ?? delivery.anybody,
      delivery.waitKinds[edge.kind],
      count(edge.n),
      sayLong(edge.longest_hours),
    ]),
  };
}

const NARROW = 520;
const BAR = 5;
const NAMES = 150;

function Graph({ found }: { found: Waiting }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const graph = useMemo(() => graphOf(found.edges, { from: delivery.nobody, to: delivery.anybody }), [found]);
  const [at, setAt] = useState<{ side: "from" | "to"; key: string } | null>(null);
  const chosen = graph.ways.filter((way) => at !== null && way[at.side] === at.key);
  const summary = delivery.waitingSummary(
    found.n ?? 0,
    graph.waiting.filter((stop) => stop.key !== "nobody").length,
    graph.awaited.length,
  );
  const names = at?.side === "from" ? graph.waiting : graph.awaited;
  const name = names.find((stop) => stop.key === at?.key)?.name;
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && width < NARROW && <Ranked stops={graph.awaited} ways={graph.ways} />}
      {width >= NARROW && (
        <>
          <div className="mb-1 flex justify-between text-small text-ink-3">
            <span>{delivery.waitingColumns.from}</span>
            <span>{delivery.waitingColumns.to}</span>
          </div>
          <svg
            width={width}
            height={graph.height + 4}
            role="img"
            aria-label={summary}
            onMouseLeave={() => setAt(null)}
            className="block"
          >
            {drawnWays(graph.waiting, graph.awaited, graph.ways, width).map(({ way, path, thickness }) => (
              <path
                key={`${way.from} ${way.to}`}
                d={path}
                fill="none"
                strokeWidth={thickness}
                style={{
                  stroke: at === null || way[at.side] === at.key ? "var(--series-1)" : "var(--line-strong)",
                  opacity: at === null ? 0.26 : way[at.side] === at.key ? 0.6 : 0.12,
                }}
              />
            ))}
            <Side stops={graph.waiting} side="from" width={width} onEnter={setAt} at={at} />
            <Side stops={graph.awaited} side="to" width={width} onEnter={setAt} at={at} />
          </svg>
        </>
      )}
      <p className="figures mt-2 min-h-4 truncate text-small text-ink-3">
        {at === null || name === undefined
          ? `${summary}${graph.left > 0 ? ` ${delivery.waitingLeft(graph.left)}` : ""}`
          : `${tame(name)}: ${chosen
              .map((way) => {
                const other = (at.side === "from" ? graph.awaited : graph.waiting).find(
                  (stop) => stop.key === (at.side === "from" ? way.to : way.from),
                );
                return `${tame(other?.name ?? "")} ${count(way.n)}`;
              })
              .join(", ")}; ${delivery.longest(sayLong(Math.max(0, ...chosen.map((way) => way.longest))))}`}
      </p>
      {found.withheld !== null && (
        <p className="mt-1 text-small text-ink-3">
          <Sentence>{found.withheld}</Sentence>
        </p>
      )}
    </div>
  );
}

/** Each way leaves and arrives in its own part of the bars at its ends. */
function drawnWays(waiting: readonly Stop[], awaited: readonly Stop[], ways: readonly Way[], width: number) {
  const used = new Map<string, number>();
  const part = (stop: Stop, side: string, n: number) => {
    const thickness = (n / stop.n) * stop.height;
    const begun = used.get(`${side} ${stop.key}`) ?? 0;
    used.set(`${side} ${stop.key}`, begun + thickness);
    return { y: stop.y - stop.height / 2 + begun + thickness / 2, thickness };
  };
  const [left, right] = [NAMES + BAR + 2, width - NAMES - BAR - 2];
  const middle = (left + right) / 2;
  return ways.flatMap((way) => {
    const from = waiting.find((stop) => stop.key === way.from);
    const to = awaited.find((stop) => stop.key === way.to);
    if (!from || !to) return [];
    const [a, b] = [part(from, "from", way.n), part(to, "to", way.n)];
    const path = `M${left},${a.y}C${middle},${a.y} ${middle},${b.y} ${right},${b.y}`;
    return [{ way, path, thickness: Math.max(1.5, Math.min(a.thickness, b.thickness)) }];
  });
}

function Side({
  stops,
  side,
  width,
  onEnter,
  at,
}: {
  stops: readonly Stop[];
  side: "from" | "to";
  width: number;
  onEnter: (at: { side: "from" | "to"; key: string }) => void;
  at: { side: "from" | "to"; key: string } | null;
}) {
  const left = side === "from";
  return stops.map((stop) => {
    const chosen = at?.side === side && at.key === stop.key;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what the table view says
      <g key={stop.key} onMouseEnter={() => onEnter({ side, key: stop.key })} className="cursor-default">
        <rect
          x={left ? 0 : width - NAMES}
          y={stop.y - stop.height / 2 - GAPPED}
          width={NAMES}
          height={stop.height + 2 * GAPPED}
          fill="transparent"
        />
        <rect
          x={left ? NAMES : width - NAMES - BAR}
          y={stop.y - stop.height / 2}
          width={BAR}
          height={stop.height}
          rx={2}
          style={{ fill: stop.key === "nobody" ? "var(--ink-3)" : "var(--series-1)" }}
        />
        <text
          x={left ? NAMES - 8 : width - NAMES + 8}
          y={stop.y}
          dominantBaseline="central"
          textAnchor={left ? "end" : "start"}
          fontSize={12}
          fontWeight={chosen ? 600 : 400}
          className={chosen ? "fill-ink" : "fill-ink-2"}
        >
          {shortened(tame(stop.name))} <tspan className="figures fill-ink-3">{count(stop.n)}</tspan>
        </text>
      </g>
    );
  });
}

const GAPPED = 5;
const LONGEST = 17;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}

function Ranked({ stops, ways }: { stops: readonly Stop[]; ways: readonly Way[] }) {
  const bars: Bar[] = stops.map((stop) => ({
    key: stop.key,
    name: <Foreign>{stop.name}</Foreign>,
    value: stop.n,
    text: count(stop.n),
    detail: sayLong(Math.max(0, ...ways.filter((way) => way.to === stop.key).map((way) => way.longest))),
    faint: stop.key === "nobody",
  }));
  return <Bars bars={bars} label={delivery.waitingColumns.to} />;
}

function Kinds({ found }: { found: Waiting | undefined }) {
  return (
    <Card title={delivery.waitingKinds} says={delivery.waitingKindsSay}>
      {found === undefined ? (
        <Skeleton className="h-48" />
      ) : found.kinds.every((kind) => kind.n === 0) ? (
        <Empty>{delivery.waitingNone}</Empty>
      ) : (
        <ul className="divide-y divide-line">
          {found.kinds
            .filter((kind) => kind.n > 0)
            .map((kind) => (
              <li key={kind.kind} className="py-2 first:pt-0 last:pb-0">
                <span className="flex items-baseline justify-between gap-3">
                  <span className="min-w-0 truncate" title={kind.says}>
                    {delivery.waitKinds[kind.kind]}
                  </span>
                  <span className="figures shrink-0 font-medium">{count(kind.n)}</span>
                </span>
                <span className="flex items-baseline justify-between gap-3 text-small text-ink-3">
                  <span>{plural(kind.pulls, "pull request")}</span>
                  <span className="shrink-0">
                    {delivery.halfFor}{" "}
                    <Clocks hours={kind.spread.hours.median} working={kind.spread.working_hours.median} />
                  </span>
                </span>
              </li>
            ))}
        </ul>
      )}
      {found && found.drafts > 0 && <p className="mt-3 text-small text-ink-3">{delivery.drafts(found.drafts)}</p>}
    </Card>
  );
}
