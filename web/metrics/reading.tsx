"use client";
/** A number as it always appears: name, value with unit, change, n; and it opens what it means. */
import { Info } from "lucide-react";
import type { BreakdownReading, Metric, Reading, Unit } from "@/api/types";
import { openExplain } from "@/app/_frame/address";
import { en } from "@/text/en";
import { cx } from "@/ui/basic";
import { beside, mark, shown } from "./drawing";
import { type Change, change, NOTHING, say, write } from "./format";
import { Sparkline } from "./sparkline";

export function ChangeMark({ of, before }: { of: Change; before: string | null }) {
  if (of.verdict === "none") return null;
  if (of.direction === "same") return <span className="text-ink-3">{en.reading.unchanged}</span>;
  const tone = of.verdict === "better" ? "text-better" : of.verdict === "worse" ? "text-worse" : "text-ink-2";
  const amount = of.text || en.reading.fromNothing;
  const spoken = `${of.direction === "up" ? en.reading.up : en.reading.down} ${amount}${of.verdict === "neutral" ? "" : `, ${of.verdict}`}`;
  return (
    <span
      className={cx("figures whitespace-nowrap", tone)}
      title={before === null ? undefined : en.reading.before(before)}
    >
      <span aria-hidden="true">
        {of.direction === "up" ? "▲" : "▼"} {amount}
      </span>
      <span className="sr-only">{spoken}</span>
    </span>
  );
}

/** What became of a reading since the period before: of a duration its median, which is what stands there. */
export function Moved({ metric, reading }: { metric: Metric; reading: Reading }) {
  const { now, was } = beside(reading);
  return (
    <ChangeMark
      of={change(now, was, metric.unit, metric.better)}
      before={was === null ? null : say(was, metric.unit)}
    />
  );
}

/** Beside a median its mean, beside a mean its median. Beside a sum, or beside itself, a median says nothing. */
export function Aside({ metric, reading }: { metric: Metric; reading: Reading }) {
  const { mean } = shown(reading);
  const differs = say(reading.median, metric.unit) !== say(reading.value, metric.unit);
  const median = mark(metric) === "line" && differs ? (reading.median ?? null) : null;
  if (mean === null && median === null) return null;
  return (
    <span className="figures">
      {mean === null ? en.explain.median : en.explain.mean} {write(mean ?? median, metric.unit, { short: true }).text}
      {metric.unit === "hours" && "\u00a0h"}
    </span>
  );
}

export function Figures({
  value,
  unit,
  big = false,
  short = big,
}: {
  value: number | null | undefined;
  unit: Unit;
  big?: boolean;
  short?: boolean;
}) {
  const written = write(value, unit, { short });
  return (
    <span className="figures whitespace-nowrap">
      {written.text}
      {written.unit !== "" && (
        <span className={cx("font-normal text-ink-3", big ? "ml-1.5 text-body" : short ? "ml-1 text-small" : "ml-1")}>
          {written.unit}
        </span>
      )}
    </span>
  );
}

export function ReadingTile({
  metric,
  reading,
  trend,
  subject,
}: {
  metric: Metric;
  reading: Reading | undefined;
  trend: readonly Reading[] | undefined;
  subject: string;
}) {
  const { value, mean } = reading ? shown(reading) : { value: null, mean: null };
  const compared = reading ? beside(reading) : null;
  const { verdict } = change(compared?.now, compared?.was, metric.unit, metric.better);
  const withheld = reading?.withheld ?? null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openExplain(metric.key, subject)}
      title={`${metric.says}`}
      className="group flex h-[132px] w-full min-w-0 max-sm:h-[148px] flex-col px-4 pt-3 pb-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
    >
      <span className="flex items-center justify-between gap-2 text-ink-2">
        <span className="truncate max-sm:text-small max-sm:tracking-tight">{metric.name}</span>
        <Info aria-hidden="true" size={14} className="shrink-0 text-ink-3 opacity-60 group-hover:opacity-100" />
      </span>
      {withheld !== null ? (
        <span className="mt-1 line-clamp-3 text-small text-ink-3">{withheld}</span>
      ) : (
        <>
          <span className={cx("mt-0.5 text-reading font-semibold", value === null && "text-ink-3")}>
            <Figures value={value} unit={metric.unit} big />
            {mean !== null && <span className="ml-1.5 text-body font-normal text-ink-3">{en.explain.median}</span>}
          </span>
          <span className="flex min-h-5 items-center gap-x-2 overflow-hidden text-small whitespace-nowrap text-ink-3 max-sm:flex-wrap">
            {reading && <Aside metric={metric} reading={reading} />}
            {reading && <Moved metric={metric} reading={reading} />}
            {reading && (
              <span className="figures truncate">
                {reading.value === null ? en.reading.nothing : en.reading.n(reading.n)}
              </span>
            )}
          </span>
        </>
      )}
      <span className="mt-auto block h-7 shrink-0">
        {trend !== undefined && withheld === null ? (
          <Sparkline
            values={trend.map((step) => shown(step).value)}
            open={trend.at(-1)?.period.open ?? false}
            tone={verdict === "worse" ? "worse" : "accent"}
          />
        ) : (
          <span className="block h-7" />
        )}
      </span>
    </button>
  );
}

/** What stands in a cell, and what rows are put in order by: of a duration its median. Null where nothing may be shown. */
export function figureOf(reading: BreakdownReading | undefined): number | null {
  return reading === undefined || reading.withheld ? null : (reading.median ?? reading.value);
}

/** A column of readings: of durations it says which number of theirs it is. */
export function columnTitle({ name, unit }: Pick<Metric, "name" | "unit">): string {
  return unit === "hours" ? `${name}, ${en.explain.median}` : name;
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
  const { value, mean } = shown({ ...reading, unit: metric.unit });
  const written = write(value, metric.unit);
  const median = mean === null ? "" : `${en.explain.median} `;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={`${metric.name} ${en.explain.subject(name)}: ${median}${say(value, metric.unit)}. ${en.explain.title}`}
      title={`${median}${en.reading.n(reading.n)}`}
      onClick={() => openExplain(metric.key, subject)}
      className="figures -mx-1 rounded px-1 hover:bg-accent-wash hover:text-accent-ink"
    >
      {written.text}
      {metric.unit !== "lines" && written.unit !== "" && <span className="ml-1 text-ink-3">{written.unit}</span>}
    </button>
  );
}
