"use client";
/** Up to five lines, or groups of bars, over the same steps. What is still open is faded. */
import { useMemo } from "react";
import type { Unit } from "@/api/types";
import { en } from "@/text/en";
import { floorOf } from "./drawing";
import { say } from "./format";
import { type Bucket, writeRange } from "./periods";
import type { TableView } from "./plain-table";
import { axisText, type Option, Plot, tip, tooltip } from "./plot";
import { type Hue, Legend } from "./stacked";
import { axisLabel, gutter, labels } from "./trend";

export interface LineStep {
  start: string;
  end: string;
  open: boolean;
}

export interface Several {
  steps: readonly LineStep[];
  /** One value for each step; null where it is not known. */
  lines: readonly { name: string; values: readonly (number | null)[] }[];
  unit: Unit;
  mark: "bars" | "line";
  bucket: Bucket;
}

const HUES: readonly Hue[] = ["one", "three", "two", "four", "five"];
const hueOf = (at: number): Hue => HUES[at % HUES.length] ?? "one";

export function severalTable({ steps, lines, unit }: Several): TableView {
  return {
    head: [en.chart.step, ...lines.map((line) => line.name)],
    rows: steps.map((step, at) => [
      writeRange(step.start, step.end) + (step.open ? ` (${en.chart.openNow})` : ""),
      ...lines.map((line) => say(line.values[at], unit)),
    ]),
  };
}

export function severalSummary({ steps, lines, unit }: Several): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return en.chart.nothing;
  const ends = lines.map((line) => `${line.name} ${say(line.values[0], unit)} – ${say(line.values.at(-1), unit)}`);
  return `${writeRange(first.start, last.end)}: ${ends.join(", ")}.`;
}

function optionOf({ steps, lines, unit, mark, bucket }: Several): Option {
  return (palette, width) => {
    const values = lines.flatMap((line) => line.values).filter((value): value is number => value !== null);
    const under = labels(steps, bucket, Math.max(3, Math.floor(width / 54)));
    const isBars = mark === "bars";
    const opens = steps.at(-1)?.open ? steps.length - 1 : steps.length;
    return {
      grid: {
        left: gutter(Math.max(0, ...values), unit),
        right: isBars ? 4 : 16,
        top: 8,
        bottom: 22,
        outerBoundsMode: "none",
      },
      tooltip: {
        ...tooltip(palette),
        trigger: "axis",
        axisPointer: {
          type: isBars ? "shadow" : "line",
          shadowStyle: { color: palette.area },
          lineStyle: { color: palette.line },
        },
        formatter: (hits: { dataIndex: number }[]) => {
          const at = hits[0]?.dataIndex ?? -1;
          const step = steps[at];
          if (!step) return "";
          return tip(
            writeRange(step.start, step.end) + (step.open ? ` · ${en.chart.openNow}` : ""),
            lines.map((line, place) => ({
              label: line.name,
              value: say(line.values[at], unit),
              colour: palette[hueOf(place)],
            })),
          );
        },
      },
      xAxis: {
        type: "category",
        data: steps.map((step) => step.start),
        boundaryGap: isBars,
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
        min: floorOf({ unit, empty: "null", mark }, values),
        splitNumber: 4,
        splitLine: { lineStyle: { color: palette.grid } },
        axisLabel: { ...axisText(palette), formatter: (value: number) => axisLabel(value, unit) },
      },
      series: lines.flatMap((line, place): object[] => {
        const colour = palette[hueOf(place)];
        if (isBars) {
          const data = line.values.map((value, at) => ({ value, itemStyle: { opacity: at >= opens ? 0.42 : 1 } }));
          return [{ type: "bar", name: line.name, data, itemStyle: { color: colour }, barMaxWidth: 18 }];
        }
        const drawn = (from: number, to: number, faded: boolean) => ({
          type: "line",
          name: line.name,
          data: line.values.map((value, at) => (at >= from && at < to ? value : null)),
          lineStyle: { color: colour, width: 2, type: faded ? "dashed" : "solid", opacity: faded ? 0.5 : 1 },
          itemStyle: { color: colour, opacity: faded ? 0.5 : 1 },
          symbol: "circle",
          symbolSize: steps.length > 40 ? 0 : 4,
        });
        return opens < steps.length
          ? [drawn(0, opens, false), drawn(opens - 1, steps.length, true)]
          : [drawn(0, opens, false)];
      }),
    };
  };
}

export function SeveralLines({ height, ...several }: Several & { height: number }) {
  const { steps, lines, unit, mark, bucket } = several;
  const option = useMemo(() => optionOf({ steps, lines, unit, mark, bucket }), [steps, lines, unit, mark, bucket]);
  return (
    <>
      <Legend layers={lines.map((line, place) => ({ key: line.name, name: line.name, hue: hueOf(place) }))} />
      <Plot option={option} height={height} summary={severalSummary(several)} />
    </>
  );
}
