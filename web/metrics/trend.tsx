"use client";
/** A metric over time: bars for amounts, a line for the rest. The step that is still open is faded. */
import { useMemo } from "react";
import type { Reading, Unit } from "@/api/types";
import { en } from "@/text/en";
import { type Drawable, floorOf, mark, shown } from "./drawing";
import { NOTHING, say, write } from "./format";
import { type Bucket, writeRange, writeStep } from "./periods";
import type { TableView } from "./plain-table";
import { axisText, type Option, Plot, tip, tooltip } from "./plot";

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

/** As many labels as fit; each says the month where it differs from the label before. */
export function labels(steps: readonly Pick<Step, "start">[], bucket: Bucket, most: number): string[] {
  const every = Math.max(1, Math.ceil(steps.length / most));
  let before: string | null = null;
  return steps.map((step, index) => {
    if (index % every !== 0) return "";
    const label = writeStep(step.start, bucket, before);
    before = step.start;
    return label;
  });
}

function trendOption(metric: Trended, steps: readonly Step[], bucket: Bucket): Option {
  return (palette, width) => {
    const under = labels(steps, bucket, Math.max(3, Math.floor(width / 54)));
    const values = steps.map((step) => step.value).filter((value): value is number => value !== null);
    const bars = mark(metric) === "bars";
    const top = Math.max(0, ...values, ...steps.map((step) => (bars ? 0 : (step.high ?? 0))));
    const faded = (open: boolean) => ({ itemStyle: { opacity: open ? 0.42 : 1 } });
    return {
      grid: { left: gutter(top, metric.unit), right: bars ? 12 : 20, top: 8, bottom: 22, outerBoundsMode: "none" },
      tooltip: {
        ...tooltip(palette),
        trigger: "axis",
        axisPointer: {
          type: bars ? "shadow" : "line",
          shadowStyle: { color: palette.area },
          lineStyle: { color: palette.line },
        },
        formatter: (hits: { dataIndex: number }[]) => {
          const step = steps[hits[0]?.dataIndex ?? -1];
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
        },
      },
      xAxis: {
        type: "category",
        data: steps.map((step) => step.start),
        boundaryGap: bars,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          ...axisText(palette),
          interval: 0,
          margin: 10,
          hideOverlap: true,
          showMinLabel: true,
          formatter: (_: string, at: number) => under[at] ?? "",
        },
      },
      yAxis: {
        type: "value",
        min: floorOf(metric, values),
        splitNumber: 4,
        minInterval: bars ? 1 : 0,
        splitLine: { lineStyle: { color: palette.grid } },
        axisLabel: { ...axisText(palette), formatter: (value: number) => axisLabel(value, metric.unit) },
      },
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
    symbol: "circle",
    symbolSize: steps.length > 60 ? 0 : 5,
    connectNulls: false,
  };
}

/** How wide the labels at the left are, for values up to `top`: the axis may round up to one digit more. */
export function gutter(top: number, unit: Unit): number {
  const rounded =
    top === 0 ? 1 : Math.ceil(top / 10 ** Math.floor(Math.log10(top))) * 10 ** Math.floor(Math.log10(top));
  const longest = [top, rounded, rounded / 2, rounded / 4].map((value) => axisLabel(value, unit).length);
  return 10 + 6.2 * Math.max(...longest, 1);
}

export function axisLabel(value: number, unit: Unit): string {
  if (unit === "share") return `${Math.round(value * 100)}\u00a0%`;
  const written = write(value, unit, { short: true });
  const plain = Number.isInteger(value) && unit !== "lines" && unit !== "count" ? String(value) : written.text;
  return written.unit && !unit.startsWith("per_") && unit !== "lines" ? `${plain} ${written.unit}` : plain;
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
