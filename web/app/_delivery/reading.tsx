"use client";
/** One of the five metrics as it always appears, and as the drawings want it. */
import { Info } from "lucide-react";
import type { Dora, DoraReading } from "@/api/delivery";
import type { Histogram } from "@/api/types";
import { openDrawer } from "@/app/_frame/address";
import { change, say, write } from "@/metrics/format";
import { ChangeMark, Figures } from "@/metrics/reading";
import { known, Sparkline } from "@/metrics/sparkline";
import type { Step, Trended } from "@/metrics/trend";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { Badge, cx } from "@/ui/basic";

export function readingOf(dora: Dora | undefined, key: DoraReading["key"]): DoraReading | undefined {
  return dora?.metrics.find((metric) => metric.key === key);
}

/** Times are medians. */
export function isMedian(reading: Pick<DoraReading, "unit">): boolean {
  return reading.unit === "hours";
}

/** How it is drawn over time: amounts as bars from zero, times and shares as a line. */
export function trended({ name, unit }: Pick<DoraReading, "name" | "unit">): Trended {
  const isAmount = unit === "per_week" || unit === "count" || unit === "per_working_day";
  return {
    name: isMedian({ unit }) ? `${name} (${delivery.median})` : name,
    unit,
    empty: isAmount ? "zero" : "null",
    mark: isAmount ? "bars" : "line",
  };
}

export function stepsOf({ trend }: Pick<DoraReading, "trend">): Step[] {
  return trend.map(({ from, to, open, value, n, low, high }) => ({
    start: from,
    end: to,
    open,
    value,
    mean: null,
    n,
    low: low ?? null,
    high: high ?? null,
  }));
}

/** Bins as the drawing of a spread wants them; null where there is nothing in any. */
export function histogramOf({ distribution }: Pick<DoraReading, "distribution">): Histogram | null {
  const last = distribution.at(-1);
  if (last === undefined || distribution.every((bin) => bin.n === 0)) return null;
  const edges = [...distribution.map((bin) => bin.from), last.to ?? Number.POSITIVE_INFINITY];
  const widths = distribution.map((bin) => (bin.to === null ? 0 : bin.to - bin.from));
  const isEven = widths.every((width, index) => index === widths.length - 1 || width === widths[0]);
  return { edges, counts: distribution.map((bin) => bin.n), previous_counts: null, scale: isEven ? "linear" : "log" };
}

export function movedOf(reading: DoraReading) {
  return change(reading.value, reading.previous, reading.unit, reading.better);
}

export function Moved({ reading }: { reading: DoraReading }) {
  const { previous, unit } = reading;
  return <ChangeMark of={movedOf(reading)} before={previous === null ? null : say(previous, unit)} />;
}

/** `elite · 2024`. Where the edition has none there is nothing to say. */
export function TierMark({ reading }: { reading: Pick<DoraReading, "tier"> }) {
  const { tier } = reading;
  if (tier === null) return null;
  return (
    <span title={delivery.tier(tier.name, tier.edition)}>
      <Badge>
        <span className="font-medium">{tier.name}</span>
        <span className="ml-1">{tier.edition}</span>
      </Badge>
    </span>
  );
}

type Beside = DoraReading["beside"][number];

/** What must be seen with a number at a glance, in few words; all of it stands in its drawer. */
export function besideShort(beside: readonly Beside[]): string {
  return beside
    .flatMap(({ key, value, unit }) => {
      const words = delivery.besideShort[key];
      return words === undefined || value === null || value === 0 ? [] : [`${say(value, unit)} ${words}`];
    })
    .join(" · ");
}

export function DoraTile({ reading }: { reading: DoraReading }) {
  const { value, unit, withheld, n, trend, beside } = reading;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openDrawer("metric", reading.key)}
      title={reading.says}
      className="group flex h-[180px] w-full min-w-0 flex-col px-4 pt-3 pb-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
    >
      <span className="flex items-center justify-between gap-2 text-ink-2">
        <span className="truncate">{delivery.short[reading.key]}</span>
        <Info aria-hidden="true" size={14} className="shrink-0 text-ink-3 opacity-60 group-hover:opacity-100" />
      </span>
      {withheld != null ? (
        <span className="mt-1 line-clamp-3 text-small text-ink-3">{withheld}</span>
      ) : (
        <>
          <span
            className={cx(
              "mt-0.5 flex items-baseline gap-2 text-reading font-semibold",
              value === null && "text-ink-3",
            )}
          >
            <span className="whitespace-nowrap">
              <Figures value={value} unit={unit} big />
              {isMedian(reading) && value !== null && (
                <span className="ml-1.5 text-body font-normal text-ink-3">{delivery.median}</span>
              )}
            </span>
          </span>
          <span className="flex min-h-5 items-center gap-x-2 overflow-hidden text-small whitespace-nowrap text-ink-3 max-sm:flex-wrap">
            <Moved reading={reading} />
            <span className="figures">{value === null ? en.reading.nothing : en.reading.n(n)}</span>
            <TierMark reading={reading} />
          </span>
          <span className="figures line-clamp-2 text-small text-ink-3">{besideShort(beside) || "\u00a0"}</span>
        </>
      )}
      <span className="mt-auto block h-7 shrink-0">
        {withheld == null && (
          <Sparkline {...known(trend)} tone={movedOf(reading).verdict === "worse" ? "worse" : "accent"} />
        )}
      </span>
    </button>
  );
}

/** A figure of a table, with its unit in lighter ink; the unit of all is said by the column where it is long. */
export function Amount({ value, unit }: { value: number | null | undefined; unit: DoraReading["unit"] }) {
  const written = write(value, unit);
  return (
    <>
      {written.text}
      {(unit === "hours" || unit === "share") && written.unit !== "" && (
        <span className="ml-1 text-ink-3">{written.unit}</span>
      )}
    </>
  );
}
