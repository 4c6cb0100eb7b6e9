"use client";
/** The truck factor: how many people, who that would be, and how it came to that. */
import { useMemo } from "react";
import type { TruckFactor } from "@/api/knowledge";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { axisText, type Option, Plot, tip, tooltip } from "@/metrics/plot";
import { knowledge } from "@/text/en-knowledge";
import { Card, cx, Foreign, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";

const HEIGHT = 150;

export interface FactorQuery {
  data: TruckFactor | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

export function FactorTiles({ query }: { query: FactorQuery }) {
  const found = query.data;
  if (query.error) {
    return (
      <Card className="min-h-[132px] p-0!">
        <Wrong error={query.error} retry={() => void query.refetch()} />
      </Card>
    );
  }
  const share = found && found.n > 0 ? found.covered / found.n : null;
  return (
    <section
      aria-label={knowledge.readings}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      <Tile
        title={knowledge.truckFactor}
        value={found === undefined ? undefined : found.value === null ? "–" : count(found.value)}
        says={found === undefined ? undefined : sentence(found)}
      />
      <Tile
        title={knowledge.covered}
        value={found && say(share, "share")}
        says={found && knowledge.coveredOf(found.n)}
      />
      <Tile title={knowledge.authors} value={found && count(found.authors)} says={found && knowledge.authorsSay} />
      <Tile title={knowledge.left} value={found && say(found.left, "share")} says={found && knowledge.leftSays} />
    </section>
  );
}

export function sentence(found: TruckFactor): string {
  if (found.value === null) return knowledge.truckNone;
  return found.value === 0 ? knowledge.truckZero : knowledge.truckSays(found.value, found.n);
}

function Tile({ title, value, says }: { title: string; value: string | undefined; says: string | undefined }) {
  return (
    <div className="min-h-[112px] min-w-0 bg-card px-4 py-3">
      <h2 className="text-ink-2">{title}</h2>
      {value === undefined ? (
        <Skeleton className="mt-2 h-6 w-16" />
      ) : (
        <>
          <p className="figures text-reading font-semibold">{value}</p>
          <p className="text-small text-ink-3">{says}</p>
        </>
      )}
    </div>
  );
}

export function FactorOverTime({ query, className }: { query: FactorQuery; className?: string }) {
  const found = query.data;
  const points = useMemo(() => [...(found?.history ?? []), ...(found ? [{ ...found, at: found.as_of }] : [])], [found]);
  const option = useMemo<Option>(
    () => (palette) => ({
      grid: { left: 28, right: 12, top: 10, bottom: 24 },
      tooltip: {
        trigger: "axis",
        ...tooltip(palette),
        formatter: (all: { dataIndex: number }[]) => {
          const point = points[all[0]?.dataIndex ?? 0];
          if (point === undefined) return "";
          return tip(point.at.slice(0, 10), [
            { label: knowledge.truckFactor, value: point.value === null ? "–" : count(point.value) },
            { label: knowledge.columns.files, value: count("n" in point ? point.n : point.files) },
          ]);
        },
      },
      xAxis: {
        type: "time",
        axisLabel: { ...axisText(palette), hideOverlap: true },
        axisLine: { lineStyle: { color: palette.grid } },
        axisTick: { show: false },
      },
      yAxis: {
        type: "value",
        min: 0,
        minInterval: 1,
        splitNumber: 3,
        axisLabel: axisText(palette),
        splitLine: { lineStyle: { color: palette.grid } },
      },
      series: [
        {
          type: "line",
          step: "end",
          symbol: "none",
          lineStyle: { width: 2, color: palette.one },
          areaStyle: { color: palette.area },
          data: points.map((point) => [point.at, point.value]),
        },
      ],
    }),
    [points],
  );
  return (
    <Figure
      title={knowledge.overTime}
      says={knowledge.overTimeSays}
      height={HEIGHT}
      query={query}
      empty={found && points.length < 3 ? knowledge.overTimeNone : null}
      table={{
        head: [knowledge.quarter, knowledge.truckFactor, knowledge.columns.files],
        rows: [...points]
          .reverse()
          .map((point) => [
            point.at.slice(0, 10),
            point.value === null ? "–" : count(point.value),
            count("n" in point ? point.n : point.files),
          ]),
      }}
      {...(className === undefined ? {} : { className })}
    >
      <Plot option={option} height={HEIGHT} summary={found ? sentence(found) : knowledge.overTime} />
    </Figure>
  );
}

/** Who would have to leave, in order; those who may be named, and how many more there are. */
export function FactorPeople({
  query,
  chosen,
  onChoose,
}: {
  query: FactorQuery;
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  const found = query.data;
  return (
    <Card title={knowledge.who} says={found && !found.knows_deletions ? knowledge.deleted : undefined}>
      {found === undefined ? (
        <Skeleton className="h-[120px]" />
      ) : (
        <>
          <ol className="space-y-1">
            {found.people.map((one, index) => (
              <li key={one.developer.id}>
                <button
                  type="button"
                  aria-pressed={chosen === one.developer.id}
                  onClick={() => onChoose(one.developer.id)}
                  className={cx(
                    "flex w-full items-baseline gap-2 rounded-control px-2 py-1 text-left hover:bg-hover",
                    chosen === one.developer.id && "bg-accent-wash",
                  )}
                >
                  <span className="figures w-4 shrink-0 text-right text-ink-3">{index + 1}</span>
                  <span className="min-w-0 grow truncate">
                    <Foreign>{one.developer.name}</Foreign>
                    {one.state !== "active" && (
                      <span className="ml-2 text-small text-ink-3">{knowledge.state[one.state]}</span>
                    )}
                  </span>
                  <span className="figures shrink-0 text-ink-2">{knowledge.files(one.authored_files)}</span>
                </button>
              </li>
            ))}
          </ol>
          {found.people.length === 0 && found.withheld_people === 0 && (
            <p className="text-ink-3">{knowledge.truckNone}</p>
          )}
          {found.withheld_people > 0 && (
            <p className="mt-2 text-small text-ink-3">{knowledge.withheld(found.withheld_people)}</p>
          )}
        </>
      )}
    </Card>
  );
}
