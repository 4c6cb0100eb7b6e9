"use client";
/** Up to five lines, or groups of bars, over the same steps. What is still open is faded. */
import { useMemo } from "react";
import type { Unit } from "@/api/types";
import { en } from "@/text/en";
import { stepAxes, stepTooltip } from "./axes";
import { floorOf } from "./drawing";
import { say } from "./format";
import { type Bucket, writeRange } from "./periods";
import type { TableView } from "./plain-table";
import { type Option, Plot, tip } from "./plot";
import { type Hue, Legend } from "./stacked";

export interface LineStep {
  start: string;
  end: string;
  open: boolean;
}

interface Line {
  name: string;
  values: readonly (number | null)[];
  /** Only there to hold others against: drawn quietly. */
  guide?: boolean;
}

export interface Several {
  steps: readonly LineStep[];
  /** One value for each step; null where it is not known. */
  lines: readonly Line[];
  unit: Unit;
  mark: "bars" | "line";
  bucket: Bucket;
}

/** As many lines as a note at the pointer names, and as many steps as have a dot each. */
const MOST_TOLD = 12;
const MOST_DOTS = 40;
const HUES: readonly Hue[] = ["one", "three", "two", "four", "five"];
const hueOf = (line: Line, at: number): Hue => (line.guide ? "guide" : (HUES[at % HUES.length] ?? "one"));

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
    const isBars = mark === "bars";
    const opens = steps.at(-1)?.open ? steps.length - 1 : steps.length;
    return {
      ...stepAxes({
        palette,
        width,
        steps,
        bucket,
        unit,
        isBars,
        top: Math.max(0, ...values),
        floor: floorOf({ unit, empty: "null", mark }, values),
        right: isBars ? 4 : 16,
      }),
      tooltip: stepTooltip(palette, isBars, (at) => {
        const step = steps[at];
        if (!step) return "";
        return tip(writeRange(step.start, step.end) + (step.open ? ` · ${en.chart.openNow}` : ""), [
          ...lines.slice(0, MOST_TOLD).map((line, place) => ({
            label: line.name,
            value: say(line.values[at], unit),
            colour: palette[hueOf(line, place)],
          })),
          ...(lines.length > MOST_TOLD ? [{ label: en.chart.more(lines.length - MOST_TOLD), value: "" }] : []),
        ]);
      }),
      series: lines.flatMap((line, place): object[] => {
        const colour = palette[hueOf(line, place)];
        if (isBars) {
          const data = line.values.map((value, at) => ({ value, itemStyle: { opacity: at >= opens ? 0.42 : 1 } }));
          return [{ type: "bar", name: line.name, data, itemStyle: { color: colour }, barMaxWidth: 18 }];
        }
        const drawn = (from: number, to: number, faded: boolean) => ({
          type: "line",
          name: line.name,
          data: line.values.map((value, at) => (at >= from && at < to ? value : null)),
          lineStyle: {
            color: colour,
            width: line.guide ? 1 : 2,
            type: faded || line.guide ? "dashed" : "solid",
            opacity: faded ? 0.5 : 1,
          },
          itemStyle: { color: colour, opacity: faded ? 0.5 : 1 },
          // A dot of no size is an element all the same: 104 weeks of 50 people would be 5,200 of them.
          symbol: steps.length > MOST_DOTS || line.guide ? "none" : "circle",
          symbolSize: 4,
          // The pointer asks the axis what there is at it; no line has to be found under it.
          silent: true,
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
      <Legend layers={lines.map((line, place) => ({ key: line.name, name: line.name, hue: hueOf(line, place) }))} />
      <Plot option={option} height={height} summary={severalSummary(several)} />
    </>
  );
}
