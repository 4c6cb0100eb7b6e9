"use client";
/** How single values spread: this period over the one before, the median as a line. */
import { useMemo } from "react";
import type { Histogram, Unit } from "@/api/types";
import { en } from "@/text/en";
import { gutter } from "./axes";
import { count, say, write } from "./format";
import type { TableView } from "./plain-table";
import { axisText, type Option, Plot, tip, tooltip } from "./plot";

/** Where a value lies, counted in bins: 2.5 is the middle of the third. Null outside of all. */
export function placeIn(edges: readonly number[], value: number, logarithmic: boolean): number | null {
  for (let bin = 0; bin + 1 < edges.length; bin += 1) {
    const [low, high] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
    if (value < low || value > high) continue;
    const useLog = logarithmic && low > 0 && value > 0;
    const part = useLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low || 1);
    return bin + part;
  }
  return null;
}

/** Edges are round: they need no decimals that say nothing. */
function edge(value: number | undefined, unit: Unit): string {
  return value !== undefined && Number.isInteger(value) ? count(value, true) : write(value, unit, { short: true }).text;
}

function binName(edges: readonly number[], bin: number, unit: Unit): string {
  const named = write(edges[bin + 1], unit).unit;
  return `${edge(edges[bin], unit)} – ${edge(edges[bin + 1], unit)}${named === "" ? "" : `\u00a0${named}`}`;
}

export function spreadTable(histogram: Histogram, unit: Unit): TableView {
  const before = histogram.previous_counts;
  return {
    head: [en.chart.value, en.chart.n, ...(before ? [en.explain.previous] : [])],
    rows: histogram.counts.map((n, bin) => [
      binName(histogram.edges, bin, unit),
      count(n),
      ...(before ? [count(before[bin] ?? 0)] : []),
    ]),
  };
}

function spreadOption(histogram: Histogram, unit: Unit, median: number | null): Option {
  const { edges, counts, previous_counts: before } = histogram;
  const at = median === null ? null : placeIn(edges, median, histogram.scale === "log");
  const top = Math.max(...counts, ...(before ?? []), 1);
  return (palette, width) => {
    const every = Math.max(1, Math.ceil((counts.length * 46) / Math.max(1, width)));
    return {
      grid: { left: gutter(top, "count"), right: 2, top: 24, bottom: 22, outerBoundsMode: "none" },
      tooltip: {
        ...tooltip(palette),
        trigger: "axis",
        axisPointer: { type: "shadow", shadowStyle: { color: palette.area } },
        formatter: (hits: { dataIndex: number; seriesIndex: number }[]) => {
          const bin = hits[0]?.dataIndex ?? 0;
          return tip(binName(edges, bin, unit), [
            { label: en.explain.sample, value: count(counts[bin] ?? 0), colour: palette.one },
            ...(before ? [{ label: en.explain.previous, value: count(before[bin] ?? 0), colour: palette.before }] : []),
          ]);
        },
      },
      xAxis: [
        {
          type: "category",
          data: counts.map((_, bin) => edge(edges[bin], unit)),
          axisTick: { show: false },
          axisLine: { lineStyle: { color: palette.line } },
          axisLabel: { ...axisText(palette), interval: (index: number) => index % every === 0 },
        },
        { type: "value", min: 0, max: counts.length, show: false },
      ],
      yAxis: {
        type: "value",
        min: 0,
        minInterval: 1,
        splitNumber: 3,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: palette.grid } },
        axisLabel: { ...axisText(palette), formatter: (value: number) => count(value, true) },
      },
      series: [
        {
          type: "bar",
          data: counts,
          itemStyle: { color: palette.one, borderRadius: [2, 2, 0, 0] },
          barWidth: "58%",
          z: 2,
        },
        ...(before
          ? [
              {
                type: "bar",
                data: before,
                itemStyle: { color: palette.before, borderRadius: [2, 2, 0, 0] },
                barWidth: "58%",
                barGap: "-72%",
                z: 1,
                xAxisIndex: 0,
              },
            ]
          : []),
        ...(at === null
          ? []
          : [
              {
                type: "line",
                xAxisIndex: 1,
                silent: true,
                symbol: "none",
                z: 3,
                tooltip: { show: false },
                lineStyle: { color: palette.ink2, type: "dashed", width: 1 },
                data: [
                  [at, 0],
                  {
                    value: [at, top],
                    symbol: "circle",
                    symbolSize: 0.01,
                    label: {
                      show: true,
                      position: at < counts.length / 6 ? "right" : "top",
                      color: palette.ink2,
                      fontSize: 11,
                      formatter: `${en.explain.median} ${say(median, unit)}`,
                    },
                  },
                ],
              },
            ]),
      ],
    };
  };
}

export function Spread({
  histogram,
  unit,
  median,
  name,
  height,
}: {
  histogram: Histogram;
  unit: Unit;
  median: number | null;
  name: string;
  height: number;
}) {
  const option = useMemo(() => spreadOption(histogram, unit, median), [histogram, unit, median]);
  const peak = histogram.counts.indexOf(Math.max(...histogram.counts));
  const summary = `${en.explain.spread}: ${name}. ${count(histogram.counts.reduce((a, b) => a + b, 0))}; most at ${binName(histogram.edges, peak, unit)}.`;
  return <Plot option={option} height={height} summary={summary} />;
}
