"use client";
/** A metric over time: bars for amounts, a line for the rest. The step that is still open is faded. */
import { useMemo } from "react";
import type { Reading, Unit } from "@/api/types";
import { en } from "@/text/en";
import { stepAxes, stepTooltip } from "./axes";
import { type Drawable, floorOf, mark, shown } from "./drawing";
import { NOTHING, say, write } from "./format";
import { type Bucket, writeRange } from "./periods";
import type { TableView } from "./plain-table";
import { type Option, Plot, tip } from "./plot";

export interface Step {
  start: string;
  end: string;
  open: boolean;
  /** Of a duration the median, else the value itself. */
  value: number | null;
  /** The mean of a duration, where `value` is its median. */
  mean: number | null;
  /** Of how many facts; null where that is not known. */
  n: number | null;
  /** The bounds of a median, where they are known. */
  low?: number | null;
  high?: number | null;
}

/** What of a metric is drawn and written. */
export interface Trended extends Drawable {
  name: string;
}

function hasBounds(steps: readonly Step[]): boolean {
  return steps.some((step) => step.low != null && step.high != null);
}

function bounds(step: Step, unit: Unit): string {
  return step.low == null || step.high == null ? NOTHING : `${say(step.low, unit)} – ${say(step.high, unit)}`;
}

export function stepsOf(readings: readonly Reading[], metric: string): Step[] {
  return readings
    .filter((reading) => reading.metric === metric)
    .map((reading) => ({
      start: reading.period.start.slice(0, 10),
      end: reading.period.end.slice(0, 10),
      open: reading.period.open,
      ...shown(reading),
      n: reading.n,
    }));
}

function hasMeans(steps: readonly Step[]): boolean {
  return steps.some((step) => step.mean !== null);
}

/** What the steps are called: of durations they are medians. */
export function stepName(metric: Trended, steps: readonly Step[]): string {
  return hasMeans(steps) ? `${metric.name} (${en.explain.median})` : metric.name;
}

export function trendTable(metric: Trended, steps: readonly Step[]): TableView {
  return {
    head: [
      en.chart.step,
      stepName(metric, steps),
      ...(hasMeans(steps) ? [en.explain.mean] : []),
      ...(hasBounds(steps) ? [en.chart.bounds] : []),
      en.chart.n,
    ],
    rows: steps.map((step) => [
      writeRange(step.start, step.end) + (step.open ? ` (${en.chart.openNow})` : ""),
      say(step.value, metric.unit),
      ...(hasMeans(steps) ? [say(step.mean, metric.unit)] : []),
      ...(hasBounds(steps) ? [bounds(step, metric.unit)] : []),
      write(step.n, "count").text,
    ]),
  };
}

export function trendSummary(metric: Trended, steps: readonly Step[]): string {
  const values = steps.map((step) => step.value).filter((value): value is number => value !== null);
  const [first, last] = [steps[0], steps.at(-1)];
  if (values.length === 0 || !first || !last) return `${metric.name}: ${en.chart.nothing}`;
  return en.chart.summary(
    stepName(metric, steps),
    steps.length,
    writeRange(first.start, first.end),
    writeRange(last.start, last.end),
    say(Math.min(...values), metric.unit),
    say(Math.max(...values), metric.unit),
  );
}

function trendOption(metric: Trended, steps: readonly Step[], bucket: Bucket): Option {
  return (palette, width) => {
    const values = steps.map((step) => step.value).filter((value): value is number => value !== null);
    const bars = mark(metric) === "bars";
    const top = Math.max(0, ...values, ...steps.map((step) => (bars ? 0 : (step.high ?? 0))));
    const faded = (open: boolean) => ({ itemStyle: { opacity: open ? 0.42 : 1 } });
    return {
      ...stepAxes({
        palette,
        width,
        steps,
        bucket,
        unit: metric.unit,
        isBars: bars,
        top,
        floor: floorOf(metric, values),
        right: bars ? 12 : 20,
        isWhole: bars,
      }),
      tooltip: stepTooltip(palette, bars, (at) => {
        const step = steps[at];
        if (!step) return "";
        const when = writeRange(step.start, step.end) + (step.open ? ` · ${en.chart.openNow}` : "");
        return tip(when, [
          {
            label: step.mean === null ? metric.name : en.explain.median,
            value: say(step.value, metric.unit),
            colour: palette.one,
          },
          ...(step.mean === null ? [] : [{ label: en.explain.mean, value: say(step.mean, metric.unit) }]),
          ...(step.low == null || step.high == null
            ? []
            : [{ label: en.chart.bounds, value: bounds(step, metric.unit) }]),
          ...(step.n !== null && step.n !== step.value
            ? [{ label: en.chart.n, value: write(step.n, "count").text }]
            : []),
        ]);
      }),
      series: [
        bars
          ? {
              type: "bar",
              data: steps.map((step) => ({ value: step.value, ...faded(step.open) })),
              itemStyle: { color: palette.one, borderRadius: [2.5, 2.5, 0, 0] },
              barMaxWidth: 34,
              barCategoryGap: steps.length > 40 ? "22%" : "38%",
            }
          : lineOf(steps, palette.one, hasBounds(steps) ? "transparent" : palette.area, false),
        ...(bars || !hasBounds(steps) ? [] : bandOf(steps, palette.one)),
        ...(bars || !steps.at(-1)?.open ? [] : [lineOf(steps, palette.one, palette.area, true)]),
      ],
    };
  };
}

/** Between the bounds of each step: a line nobody sees, and on top of it what is filled. */
function bandOf(steps: readonly Step[], colour: string): object[] {
  const known = (step: Step) => (step.low != null && step.high != null ? { low: step.low, high: step.high } : null);
  const plain = { type: "line", stack: "bounds", symbol: "none", silent: true, lineStyle: { opacity: 0 }, z: 1 };
  return [
    { ...plain, data: steps.map((step) => known(step)?.low ?? null) },
    {
      ...plain,
      data: steps.map((step) => {
        const found = known(step);
        return found === null ? null : found.high - found.low;
      }),
      areaStyle: { color: colour, opacity: 0.13 },
    },
  ];
}

/** A line through closed steps; through the last closed and the open one it is dashed and faded. */
function lineOf(steps: readonly Step[], colour: string, area: string, open: boolean): object {
  const isOpen = steps.at(-1)?.open ?? false;
  const from = open ? steps.length - 2 : 0;
  const to = isOpen && !open ? steps.length - 1 : steps.length;
  return {
    type: "line",
    data: steps.map((step, at) => (at >= from && at < to ? step.value : null)),
    lineStyle: { color: colour, width: 2, type: open ? "dashed" : "solid", opacity: open ? 0.5 : 1 },
    itemStyle: { color: colour, opacity: open ? 0.5 : 1 },
    ...(open ? {} : { areaStyle: { color: area, origin: "start" } }),
    // A dot of no size is an element all the same.
    symbol: steps.length > 60 ? "none" : "circle",
    symbolSize: 5,
    connectNulls: false,
  };
}

export function Trend({
  metric,
  steps,
  bucket,
  height,
}: {
  metric: Trended;
  steps: readonly Step[];
  bucket: Bucket;
  height: number;
}) {
  const option = useMemo(() => trendOption(metric, steps, bucket), [metric, steps, bucket]);
  return <Plot option={option} height={height} summary={trendSummary(metric, steps)} />;
}
