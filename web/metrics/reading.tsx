"use client";
/** A number as it always appears: name, value with unit, change, n; and it opens what it means. */
import { Info } from "lucide-react";
import type { BreakdownReading, Metric, Reading, Unit } from "@/api/types";
import { openExplain } from "@/app/_frame/address";
import { en } from "@/text/en";
import { cx, Skeleton } from "@/ui/basic";
import { mark } from "./drawing";
import { type Change, change, NOTHING, say, write } from "./format";
import { Sparkline } from "./sparkline";

/** What is shown of a skewed amount is its median where there is one: a few large ones pull the mean. */
export function shown(reading: Reading): { value: number | null; isMedian: boolean } {
  const isMedian = reading.median !== null && reading.median !== undefined;
  return isMedian ? { value: reading.median ?? null, isMedian } : { value: reading.value, isMedian };
}

export function ChangeMark({ of, before }: { of: Change; before: string | null }) {
  if (of.verdict === "none") return null;
  if (of.direction === "same") return <span className="text-ink-3">{en.reading.unchanged}</span>;
  const tone = of.verdict === "better" ? "text-better" : of.verdict === "worse" ? "text-worse" : "text-ink-2";
  const spoken = `${of.direction === "up" ? en.reading.up : en.reading.down} ${of.text}${of.verdict === "neutral" ? "" : `, ${of.verdict}`}`;
  return (
    <span
      className={cx("figures whitespace-nowrap", tone)}
      title={before === null ? undefined : en.reading.before(before)}
    >
      <span aria-hidden="true">
        {of.direction === "up" ? "▲" : "▼"} {of.text}
      </span>
      <span className="sr-only">{spoken}</span>
    </span>
  );
}

export function Figures({ value, unit, big = false }: { value: number | null | undefined; unit: Unit; big?: boolean }) {
  const written = write(value, unit, { short: big });
  return (
    <span className="figures whitespace-nowrap">
      {written.text}
      {written.unit !== "" && (
        <span className={cx("text-ink-3", big ? "ml-1.5 text-body font-normal" : "ml-1")}>{written.unit}</span>
      )}
    </span>
  );
}

export function ReadingTile({
  metric,
  reading,
  trend,
  subject,
  loading,
}: {
  metric: Metric;
  reading: Reading | undefined;
  trend: readonly Reading[] | undefined;
  subject: string;
  loading: boolean;
}) {
  const { value } = reading ? shown({ ...reading, median: null }) : { value: null };
  const was = reading?.previous?.value;
  const moved = reading
    ? change(value, was, metric.unit, metric.better)
    : change(null, null, metric.unit, metric.better);
  const before = was === null || was === undefined ? null : say(was, metric.unit);
  const withheld = reading?.withheld ?? null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openExplain(metric.key, subject)}
      title={`${metric.says}`}
      className="group flex h-[132px] w-full min-w-0 flex-col px-4 pt-3 pb-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
    >
      <span className="flex items-center justify-between gap-2 text-ink-2">
        <span className="truncate">{metric.name}</span>
        <Info aria-hidden="true" size={14} className="shrink-0 text-ink-3 opacity-60 group-hover:opacity-100" />
      </span>
      {loading ? (
        <span className="mt-0.5 block h-12 py-1">
          <Skeleton className="h-5 w-24" />
        </span>
      ) : withheld !== null ? (
        <span className="mt-1 line-clamp-3 text-small text-ink-3">{withheld}</span>
      ) : (
        <>
          <span className={cx("mt-0.5 text-reading font-semibold", value === null && "text-ink-3")}>
            <Figures value={value} unit={metric.unit} big />
          </span>
          <span className="flex h-5 items-center gap-2 overflow-hidden text-small whitespace-nowrap text-ink-3">
            <ChangeMark of={moved} before={before} />
            <Middle metric={metric} reading={reading} />
          </span>
        </>
      )}
      <span className="mt-auto block h-7 shrink-0">
        {trend !== undefined && withheld === null ? (
          <Sparkline
            values={trend.map((step) => step.value)}
            open={trend.at(-1)?.period.open ?? false}
            tone={moved.verdict === "worse" ? "worse" : "accent"}
          />
        ) : (
          <span className="block h-7" />
        )}
      </span>
    </button>
  );
}

function Middle({ metric, reading }: { metric: Metric; reading: Reading | undefined }) {
  if (!reading) return null;
  if (reading.value === null) return <span>{en.reading.nothing}</span>;
  const written = (value: number | null | undefined) => write(value, metric.unit, { short: true }).text;
  // Beside a sum, or beside itself, a median says nothing.
  const median = mark(metric) === "line" && written(reading.median) !== written(reading.value) ? reading.median : null;
  return (
    <span className="figures truncate">
      {median != null && `${en.explain.median} ${write(median, metric.unit, { short: true }).text} · `}
      {en.reading.n(reading.n)}
    </span>
  );
}

/** The same in a row of a table: only the figure; what it means is one press away. */
export function ReadingCell({
  metric,
  reading,
  subject,
  name,
}: {
  metric: Metric;
  reading: BreakdownReading | undefined;
  subject: string;
  name: string;
}) {
  if (!reading || reading.withheld !== null) {
    return (
      <span className="text-ink-3" title={reading?.withheld ?? undefined}>
        {reading?.withheld ? en.reading.withheld : NOTHING}
      </span>
    );
  }
  const written = write(reading.value, metric.unit);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={`${metric.name} ${en.explain.subject(name)}: ${say(reading.value, metric.unit)}. ${en.explain.title}`}
      title={en.reading.n(reading.n)}
      onClick={() => openExplain(metric.key, subject)}
      className="figures -mx-1 rounded px-1 hover:bg-accent-wash hover:text-accent-ink"
    >
      {written.text}
      {metric.unit !== "lines" && written.unit !== "" && <span className="ml-1 text-ink-3">{written.unit}</span>}
    </button>
  );
}
