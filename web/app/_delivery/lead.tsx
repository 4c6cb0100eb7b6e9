"use client";
/** The lead time: its parts, its course, how it spreads, and what of what was merged went live at all. */
import { useMemo } from "react";
import type { Dora, LeadStage } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { Spread, spreadTable } from "@/metrics/spread";
import { type Stack, Stacked, stackTable } from "@/metrics/stacked";
import { StageBar, Swatch } from "@/metrics/stages";
import { Trend, trendTable } from "@/metrics/trend";
import { delivery } from "@/text/en-delivery";
import { Card, Sentence, Skeleton } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { Amount, histogramOf, readingOf, stepsOf, trended } from "./reading";

export interface Asked {
  data: Dora | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

const HEIGHT = 232;

/** Parts of the mean lead time, in the order they happen. */
export function partsOf(stages: readonly LeadStage[]) {
  return stages.map(({ key, name, mean }) => ({ key, name, value: mean ?? 0, text: say(mean, "hours") }));
}

export function stageSummary(stages: readonly LeadStage[]): string {
  const parts = partsOf(stages);
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  return delivery.stageSummary(parts.map(({ name, text }) => `${name} ${text}`).join(", "), say(whole, "hours"));
}

export function Stages({ query, className }: { query: Asked; className?: string }) {
  const dora = query.data;
  const n = Math.max(0, ...(dora?.stages.map((stage) => stage.n) ?? []));
  const waiting = dora?.by_merge_week.reduce((sum, week) => sum + week.not_deployed, 0) ?? 0;
  return (
    <Card
      title={delivery.stages}
      says={dora ? delivery.stagesSay(n, waiting) : "\u00a0"}
      {...(className === undefined ? {} : { className })}
    >
      <div className="min-h-[264px]">
        {dora === undefined ? (
          <Skeleton className="h-[272px]" />
        ) : n === 0 ? (
          <Empty>{delivery.stagesNone}</Empty>
        ) : (
          <StageTable stages={dora.stages} />
        )}
        {dora && <Direct dora={dora} />}
      </div>
    </Card>
  );
}

const QUANTILES = ["mean", "median", "p75", "p90"] as const;

export function StageTable({ stages }: { stages: readonly LeadStage[] }) {
  const columns: Column<LeadStage>[] = [
    {
      key: "name",
      title: delivery.stage,
      className: "w-full",
      cell: (stage) => (
        <span className="flex items-baseline">
          <Swatch index={stages.indexOf(stage)} />
          <span className="min-w-0">
            <span className="mr-2 whitespace-nowrap">{stage.name}</span>
            <span className="text-small text-ink-3 max-lg:hidden">
              <Sentence>{stage.says}</Sentence>
            </span>
          </span>
        </span>
      ),
    },
    ...QUANTILES.map(
      (key): Column<LeadStage> => ({
        key,
        title: delivery[key],
        number: true,
        ...(key === "p75" ? { from: "sm" as const } : {}),
        className: key === "mean" ? "text-ink-2" : key === "median" ? "font-medium" : "",
        cell: (stage) => <Amount value={stage[key]} unit="hours" />,
      }),
    ),
    { key: "n", title: delivery.n, number: true, className: "text-ink-3", cell: (stage) => count(stage.n, true) },
  ];
  return (
    <>
      <StageBar parts={partsOf(stages)} summary={stageSummary(stages)} />
      <div className="-mx-2 mt-2">
        <Table dense label={delivery.stages} columns={columns} rows={stages} rowKey={(stage) => stage.key} />
      </div>
    </>
  );
}

function Direct({ dora: { direct } }: { dora: Dora }) {
  if (direct.n === 0 && direct.not_deployed === 0) return null;
  return (
    <p className="mt-2 text-small text-ink-3">
      {direct.n > 0 && delivery.direct(direct.n, say(direct.median, "hours"))}{" "}
      {direct.not_deployed > 0 && delivery.directWaiting(direct.not_deployed)}
    </p>
  );
}

export function Merged({ query }: { query: Asked }) {
  const weeks = query.data?.by_merge_week;
  const today = usePlace().today;
  const stack = useMemo<Stack>(
    () => ({
      bucket: "weekly",
      steps: (weeks ?? []).map(({ from, to }) => ({ start: from, end: to, open: to > today })),
      layers: [
        { key: "deployed", name: delivery.deployed, hue: "one", values: (weeks ?? []).map((week) => week.deployed) },
        {
          key: "not_deployed",
          name: delivery.notDeployed,
          hue: "two",
          values: (weeks ?? []).map((week) => week.not_deployed),
        },
        { key: "before", name: delivery.before, hue: "before", values: (weeks ?? []).map((week) => week.before) },
      ],
    }),
    [weeks, today],
  );
  return (
    <Figure
      title={delivery.merged}
      says={delivery.mergedSays}
      height={272}
      query={query}
      empty={weeks?.every((week) => week.merged === 0) ? delivery.mergedNone : null}
      table={stackTable(stack)}
    >
      <Stacked stack={stack} height={232} />
    </Figure>
  );
}

export function LeadOverTime({ query, className }: { query: Asked; className?: string }) {
  const { period } = usePlace();
  const reading = readingOf(query.data, "lead_time_hours");
  const steps = useMemo(() => (reading ? stepsOf(reading) : []), [reading]);
  const metric = useMemo(() => (reading ? trended(reading) : null), [reading]);
  const bounded = steps.some((step) => step.low != null && step.high != null);
  const nothing = reading !== undefined && steps.every((step) => step.value === null);
  return (
    <Figure
      title={delivery.lead}
      says={`${delivery.leadSays}${bounded ? delivery.bounded : ""}`}
      height={HEIGHT}
      query={query}
      empty={reading?.withheld ?? (nothing ? delivery.stagesNone : null)}
      table={metric ? trendTable(metric, steps) : null}
      {...(className === undefined ? {} : { className })}
    >
      {metric && <Trend metric={metric} steps={steps} bucket={period.bucket} height={HEIGHT} />}
    </Figure>
  );
}

export function LeadSpread({ query }: { query: Asked }) {
  const reading = readingOf(query.data, "lead_time_hours");
  const histogram = useMemo(() => (reading ? histogramOf(reading) : null), [reading]);
  return (
    <Figure
      title={delivery.leadSpread}
      says={delivery.leadSpreadSays}
      height={HEIGHT}
      query={query}
      empty={reading?.withheld ?? (reading && histogram === null ? delivery.stagesNone : null)}
      table={histogram ? spreadTable(histogram, "hours") : null}
    >
      {histogram && reading && (
        <Spread
          histogram={histogram}
          unit="hours"
          median={reading.median}
          name={delivery.short.lead_time_hours}
          height={HEIGHT}
        />
      )}
    </Figure>
  );
}
