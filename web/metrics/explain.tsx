"use client";
/** What a number means: definition, caution, spread, rows, what was left out, how fresh. The same drawer for every number. */
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { address } from "@/api/client";
import { csvPath, useExplain, useMetrics, useReadings } from "@/api/insights";
import type { Explain, Metric, Reading } from "@/api/types";
import { closeExplain, useAddress, useHref } from "@/app/_frame/address";
import { AtDays, usePlace, useSpan } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Badge, dateTime, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Drawer } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import type { Order } from "@/ui/table";
import { Draw } from "./draw";
import { DrawerButtons } from "./drawer-buttons";
import { beside, shown, unitOfValues } from "./drawing";
import { ExplainRows } from "./explain-rows";
import { Figure } from "./figure";
import { count } from "./format";
import { writeRange } from "./periods";
import { Figures, Moved } from "./reading";
import { spreadTable } from "./spread";
import { stepName, stepsOf, trendTable } from "./trend";

export default function ExplainDrawer() {
  const { explain } = useAddress();
  const metric = useMetrics().data?.find((one) => one.key === explain?.metric);
  if (explain === null) return null;
  const content = <Content metricKey={explain.metric} subject={explain.subject} known={metric} />;
  return (
    <Drawer open onClose={closeExplain} label={`${en.explain.title}: ${metric?.name ?? explain.metric}`}>
      {explain.days === null ? content : <AtDays choice={explain.days}>{content}</AtDays>}
    </Drawer>
  );
}

function Content({ metricKey, subject, known }: { metricKey: string; subject: string; known: Metric | undefined }) {
  const { workspace, hasBefore } = usePlace();
  const span = useSpan();
  const [order, setOrder] = useState<Order | null>(null);
  const sort = order === null ? null : `${order.descending ? "" : "-"}${order.key}`;
  const ask = { ...span, metric: metricKey, subject, sort };
  const query = useExplain(workspace.id, ask);
  const total = useReadings(workspace.id, {
    ...span,
    metrics: [metricKey],
    subject,
    bucket: "total",
    compare: hasBefore ? "previous" : "none",
  });
  const first = query.data?.pages[0];
  const metric = first?.metric ?? known;
  const reading = first?.reading ?? total.data?.readings[0] ?? null;
  const csv = address(csvPath(workspace.id, metricKey), { ...span, subject, sort });
  return (
    <>
      <Head metric={metric} subject={total.data?.subject.name ?? ""} csv={csv} fallback={metricKey} />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : (
        <div className="space-y-6 px-5 pb-8">
          <Meaning metric={metric} />
          <Values metric={metric} reading={reading} fallback={total.data?.readings[0]} explain={first} />
          {metric && reading?.withheld == null && (
            <>
              <Drawings metric={metric} subject={subject} explain={first} loading={query.isPending} />
              <ExplainRows metric={metric} query={query} order={order} onOrder={setOrder} />
              <LeftOut explain={first} />
            </>
          )}
          <Fresh explain={first} metric={metric} />
        </div>
      )}
    </>
  );
}

function Head({
  metric,
  subject,
  csv,
  fallback,
}: {
  metric: Metric | undefined;
  subject: string;
  csv: string;
  fallback: string;
}) {
  const { period } = usePlace();
  return (
    <div className="sticky top-0 z-10 flex items-start justify-between gap-3 border-b border-line bg-raised px-5 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2.5 text-title font-semibold">
          {metric?.name ?? fallback}
          {metric && <Badge tone="accent">{en.explain.version(metric.family, metric.version)}</Badge>}
        </p>
        <p className="truncate text-small text-ink-3">
          {subject !== "" && (
            <>
              <Foreign>{subject}</Foreign> ·{" "}
            </>
          )}
          {writeRange(period.from, period.to)}
        </p>
      </div>
      <DrawerButtons csv={csv} onClose={closeExplain} />
    </div>
  );
}

function Meaning({ metric }: { metric: Metric | undefined }) {
  if (!metric) {
    return (
      <div className="space-y-2 pt-4">
        <Skeleton className="h-3 w-full" />
        <Skeleton className="h-3 w-2/3" />
      </div>
    );
  }
  return (
    <div className="space-y-2 pt-4">
      <p className="text-ink-2">
        <Sentence>{metric.says}</Sentence>
      </p>
      {metric.caution && (
        <p className="border-l-2 border-worse pl-3 text-ink-2">
          <span className="sr-only">{en.explain.caution}: </span>
          <Sentence>{metric.caution}</Sentence>
        </p>
      )}
    </div>
  );
}

interface Cell {
  title: string;
  body: ReactNode;
  below?: ReactNode;
}

function Values({
  metric,
  reading,
  fallback,
  explain,
}: {
  metric: Metric | undefined;
  reading: Reading | null;
  fallback: Reading | undefined;
  explain: Explain | undefined;
}) {
  if (!metric || reading === null) return <Skeleton className="h-[74px] w-full" />;
  if (reading.withheld !== null) {
    return <p className="rounded-card border border-line bg-sunken p-4 text-ink-2">{reading.withheld}</p>;
  }
  const previous = reading.previous ?? fallback?.previous ?? null;
  // Of a duration the value is a mean, and a few long ones pull it: what most took comes first.
  const isMean = shown(reading).mean !== null;
  const quantile = (key: "median" | "p75" | "p90", below?: ReactNode): Cell[] => {
    const value = explain?.quantiles?.[key] ?? reading[key];
    return value == null
      ? []
      : [{ title: en.explain[key], body: <Figures value={value} unit={unitOfValues(metric.unit)} big />, below }];
  };
  const moved = <Moved metric={metric} reading={{ ...reading, previous }} />;
  const was = beside({ ...reading, previous }).was;
  const values: Cell[] = [
    {
      title: isMean ? en.explain.mean : en.explain.value,
      body: <Figures value={reading.value} unit={metric.unit} big />,
      below: isMean ? null : moved,
    },
    ...(was === null
      ? []
      : [
          {
            title: isMean ? en.explain.medianBefore : en.explain.previous,
            body: <Figures value={was} unit={metric.unit} big />,
          },
        ]),
  ];
  const above = [...quantile("p75"), ...quantile("p90")];
  const cells: Cell[] = [
    ...(isMean ? [...quantile("median", moved), ...above, ...values] : [...values, ...quantile("median"), ...above]),
    { title: en.explain.sample, body: <Figures value={reading.n} unit="count" big /> },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none">
      {cells.map((cell) => (
        <div key={cell.title} className="min-w-0 bg-raised px-3.5 py-2.5 max-sm:last:odd:col-span-2">
          <dt className="text-small text-ink-3">{cell.title}</dt>
          <dd className="text-[18px] leading-6 font-semibold">{cell.body}</dd>
          <dd className="min-h-4 text-small text-ink-3">{cell.below}</dd>
        </div>
      ))}
    </dl>
  );
}

function Drawings({
  metric,
  subject,
  explain,
  loading,
}: {
  metric: Metric;
  subject: string;
  explain: Explain | undefined;
  loading: boolean;
}) {
  const { workspace, period } = usePlace();
  const span = useSpan();
  const trend = useReadings(workspace.id, {
    ...span,
    metrics: [metric.key],
    subject,
    bucket: period.bucket,
    compare: "none",
  });
  const steps = stepsOf(trend.data?.readings ?? [], metric.key);
  const histogram = explain?.histogram ?? null;
  const median = explain?.quantiles?.median ?? null;
  const state = { isPending: loading, error: null, refetch: () => undefined };
  return (
    <>
      {histogram !== null && histogram.counts.length > 0 && (
        <Figure
          plain
          title={en.explain.spread}
          says={en.explain.spreadSays(unitName(metric), histogram.scale === "log", median !== null)}
          height={180}
          query={state}
          table={spreadTable(histogram, unitOfValues(metric.unit))}
        >
          <Draw metric={metric} histogram={histogram} median={median} height={180} />
        </Figure>
      )}
      <Figure
        plain
        title={en.explain.overTime}
        says={`${stepName(metric, steps)} ${en.overview.steps[period.bucket]}`}
        height={150}
        query={trend}
        table={trendTable(metric, steps)}
        empty={trend.data && steps.every((step) => step.value === null) ? en.chart.nothing : null}
      >
        <Draw metric={metric} steps={steps} bucket={period.bucket} height={150} />
      </Figure>
    </>
  );
}

function unitName(metric: Metric): string {
  return en.explain.units[unitOfValues(metric.unit)] ?? en.explain.single;
}

function LeftOut({ explain }: { explain: Explain | undefined }) {
  const parts = explain?.left_out.filter((part) => part.n > 0) ?? [];
  if (!explain) return null;
  return (
    <section>
      <h3 className="font-semibold">{en.explain.leftOut}</h3>
      {parts.length === 0 ? (
        <p className="text-ink-3">{en.explain.nothingLeftOut}</p>
      ) : (
        <ul className="mt-1">
          {parts.map((part) => (
            <li key={part.reason} className="flex gap-3">
              <span className="figures w-14 shrink-0 text-right">{count(part.n)}</span>
              <span className="text-ink-2">
                <Sentence>{part.reason}</Sentence>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Fresh({ explain, metric }: { explain: Explain | undefined; metric: Metric | undefined }) {
  const href = useHref();
  if (!explain) return null;
  const { fresh } = explain;
  return (
    <p className="border-t border-line pt-3 text-small text-ink-3">
      {en.explain.fresh(
        dateTime(fresh.last_synced_at ?? fresh.as_of),
        en.explain.repositories(fresh.repositories, fresh.repositories_syncing),
      )}
      {metric && (
        <>
          {" · "}
          <Link href={`${href("/metrics")}#${metric.key}`} prefetch={false} className="underline hover:text-ink">
            {en.explain.definition}
          </Link>
        </>
      )}
    </p>
  );
}
