/** The axes of everything over steps in time: what stands under it, what at its left, and what the pointer shows. */
import type { Unit } from "@/api/types";
import { write } from "./format";
import type { Palette } from "./palette";
import { type Bucket, writeStep } from "./periods";
import { axisText, tooltip } from "./plot";

export interface Axes {
  palette: Palette;
  width: number;
  steps: readonly { start: string }[];
  bucket: Bucket;
  unit: Unit;
  isBars: boolean;
  /** The highest value, and where the axis begins. */
  top: number;
  floor: number;
  right: number;
  /** Whether there is nothing between one and two. */
  isWhole?: boolean;
}

/** Grid and axes of an option. */
export function stepAxes({ palette, width, steps, bucket, unit, isBars, top, floor, right, isWhole }: Axes) {
  const under = labels(steps, bucket, Math.max(3, Math.floor(width / 54)));
  return {
    grid: { left: gutter(top, unit), right, top: 8, bottom: 22, outerBoundsMode: "none" },
    xAxis: underSteps(palette, steps, under, isBars),
    yAxis: {
      type: "value",
      min: floor,
      // A share has no more than all of it, however well steps of a fifth would fit.
      ...(unit === "share" && top > 0.8 && top <= 1 ? { max: 1 } : {}),
      splitNumber: 4,
      minInterval: isWhole ? 1 : 0,
      splitLine: { lineStyle: { color: palette.grid } },
      axisLabel: { ...axisText(palette), formatter: (value: number) => axisLabel(value, unit) },
    },
  };
}

/** The axis of the steps, each with its label; where bars stand, a step has room of its own. */
export function underSteps(
  palette: Palette,
  steps: readonly { start: string }[],
  under: readonly string[],
  isBars: boolean,
) {
  return {
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
  };
}

/** What is shown of the step the pointer is at. */
export function stepTooltip(palette: Palette, isBars: boolean, says: (at: number) => string | HTMLElement) {
  return {
    ...tooltip(palette),
    trigger: "axis",
    axisPointer: {
      type: isBars ? "shadow" : "line",
      shadowStyle: { color: palette.area },
      lineStyle: { color: palette.line },
    },
    formatter: (hits: { dataIndex: number }[]) => says(hits[0]?.dataIndex ?? -1),
  };
}

/** As many labels as fit; each says the month where it differs from the label before. */
export function labels(steps: readonly { start: string }[], bucket: Bucket, most: number): string[] {
  const every = Math.max(1, Math.ceil(steps.length / most));
  let before: string | null = null;
  return steps.map((step, index) => {
    if (index % every !== 0) return "";
    const label = writeStep(step.start, bucket, before);
    before = step.start;
    return label;
  });
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
