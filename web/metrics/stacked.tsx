"use client";
/** Amounts that add up, over time: a bar a step, a colour a part. The step that is still open is faded. */
import { useMemo } from "react";
import { en } from "@/text/en";
import { gutter, labels, stepTooltip, underSteps } from "./axes";
import { count } from "./format";
import type { Palette } from "./palette";
import { type Bucket, writeRange } from "./periods";
import type { TableView } from "./plain-table";
import { axisText, type Option, Plot, tip } from "./plot";

export type Hue = "one" | "two" | "three" | "four" | "five" | "before" | "guide";
const HUE_TOKEN: Record<Hue, string> = {
  one: "var(--series-1)",
  two: "var(--series-2)",
  three: "var(--series-3)",
  four: "var(--series-4)",
  five: "var(--series-5)",
  before: "var(--series-before)",
  guide: "var(--ink-3)",
};

export interface Layer {
  key: string;
  name: string;
  hue: Hue;
  values: readonly number[];
}

export interface StackStep {
  start: string;
  end: string;
  open: boolean;
}

export interface Stack {
  steps: readonly StackStep[];
  layers: readonly Layer[];
  bucket: Bucket;
  /** How a value is written; a count if nothing is said. */
  write?: (value: number) => string;
  /** Whether a step is one instant: then what there was at it is not added up with what there was at others. */
  instants?: boolean;
  /** How a step is called where that is not its day, month or quarter. */
  call?: (step: StackStep) => string;
  /** Whether values are shares that add up to a whole. */
  share?: boolean;
}

export function stackTable({ steps, layers, write = count }: Stack): TableView {
  return {
    head: [en.chart.step, ...layers.map((layer) => layer.name)],
    rows: steps.map((step, at) => [
      writeRange(step.start, step.end) + (step.open ? ` (${en.chart.openNow})` : ""),
      ...layers.map((layer) => write(layer.values[at] ?? 0)),
    ]),
  };
}

export function stackSummary({ steps, layers, write = count, instants = false }: Stack): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return en.chart.nothing;
  const amount = (layer: Layer) =>
    instants ? (layer.values.at(-1) ?? 0) : layer.values.reduce((sum, value) => sum + value, 0);
  const when = instants ? writeRange(last.start, last.end) : writeRange(first.start, last.end);
  return `${when}: ${layers.map((layer) => `${layer.name} ${write(amount(layer))}`).join(", ")}.`;
}

function stackOption({ steps, layers, bucket, write = count, call, share = false }: Stack): Option {
  return (palette: Palette, width) => {
    const most = Math.max(3, Math.floor(width / 54));
    const every = Math.max(1, Math.ceil(steps.length / most));
    const under = call ? steps.map((step, at) => (at % every === 0 ? call(step) : "")) : labels(steps, bucket, most);
    const totals = steps.map((_, at) => layers.reduce((sum, layer) => sum + (layer.values[at] ?? 0), 0));
    return {
      grid: {
        left: gutter(Math.max(0, ...totals), share ? "share" : "count"),
        right: 4,
        top: 8,
        bottom: 22,
        outerBoundsMode: "none",
      },
      tooltip: stepTooltip(palette, true, (at) => {
        const step = steps[at];
        if (!step) return "";
        return tip(
          writeRange(step.start, step.end) + (step.open ? ` · ${en.chart.openNow}` : ""),
          layers.map((layer) => ({
            label: layer.name,
            value: write(layer.values[at] ?? 0),
            colour: palette[layer.hue],
          })),
        );
      }),
      xAxis: underSteps(palette, steps, under, true),
      yAxis: {
        type: "value",
        min: 0,
        ...(share ? { max: 1, interval: 0.25 } : { minInterval: 1 }),
        splitNumber: 4,
        splitLine: { lineStyle: { color: palette.grid } },
        axisLabel: { ...axisText(palette), formatter: (value: number) => (share ? write(value) : count(value, true)) },
      },
      series: layers.map((layer) => ({
        type: "bar",
        name: layer.name,
        stack: "all",
        barMaxWidth: 34,
        barCategoryGap: steps.length > 40 ? "22%" : "38%",
        itemStyle: { color: palette[layer.hue] },
        data: layer.values.map((value, at) => ({ value, itemStyle: { opacity: steps[at]?.open ? 0.45 : 1 } })),
      })),
    };
  };
}

export function Stacked({ stack, height }: { stack: Stack; height: number }) {
  const option = useMemo(() => stackOption(stack), [stack]);
  return (
    <>
      <Legend layers={stack.layers} />
      <Plot option={option} height={height} summary={stackSummary(stack)} />
    </>
  );
}

export function Legend({ layers }: { layers: readonly Pick<Layer, "key" | "name" | "hue">[] }) {
  return (
    <ul className="mb-2 flex flex-wrap gap-x-4 text-small text-ink-2">
      {layers.map(({ key, name, hue }) => (
        <li key={key} className="flex items-center">
          <span
            aria-hidden="true"
            className="mr-1.5 inline-block size-2 rounded-[2px]"
            style={{ background: HUE_TOKEN[hue] }}
          />
          {name}
        </li>
      ))}
    </ul>
  );
}
