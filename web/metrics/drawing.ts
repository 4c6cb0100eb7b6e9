/** Which of the six drawings shows a metric. Chosen from what the catalogue says of it, never from its key. */
import type { Level, Metric, Reading, Unit } from "@/api/types";

export type Drawing = "number" | "trend" | "distribution" | "comparison" | "ranking" | "network";

export interface Shape {
  /** How many steps in time there are. */
  steps: number;
  /** How many people, teams or repositories stand side by side. */
  subjects: number;
  /** Whether single values are known, so that their spread can be drawn. */
  spread: boolean;
  /** Whether the values join two subjects. */
  edges?: boolean;
  /** Whether the reader asked for an order. Nobody is ranked otherwise. */
  ordered?: boolean;
}

export function choose(shape: Shape): Drawing {
  if (shape.edges) return "network";
  if (shape.subjects > 1) return shape.ordered ? "ranking" : "comparison";
  if (shape.steps > 1) return "trend";
  return shape.spread ? "distribution" : "number";
}

/** What of a metric decides how it is drawn. */
export interface Drawable extends Pick<Metric, "unit" | "empty"> {
  /** Where the unit alone does not say it. */
  mark?: "bars" | "line";
}

/** Amounts stand on zero and add up (a period without facts gives zero of them): bars. Means, medians, shares: lines. */
export function mark({ unit, empty, mark: said }: Drawable): "bars" | "line" {
  if (said !== undefined) return said;
  return (unit === "count" || unit === "lines" || unit === "days") && empty === "zero" ? "bars" : "line";
}

/** More than five series are small multiples or a table. */
export const MOST_SERIES = 5;

/** Bars and shares start at zero, or below where values do; a line may start where its values are far from zero. */
export function floorOf(metric: Drawable, values: readonly number[]): number {
  const lowest = Math.min(...values, Number.POSITIVE_INFINITY);
  const highest = Math.max(...values, Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(lowest)) return 0;
  if (lowest < 0 || mark(metric) === "bars" || metric.unit !== "score") return Math.min(0, lowest);
  return lowest < (highest - lowest) * 2 ? 0 : lowest - (highest - lowest);
}

const QUOTIENTS: readonly Unit[] = ["share", "score", "per_week", "per_review"];

/** The unit single values are written in: behind a share stand hours or weekdays, behind remarks a review remarks. */
export function unitOfValues(unit: Unit): Unit {
  return QUOTIENTS.includes(unit) ? "count" : unit;
}

/** Times are skewed: a few long ones pull their mean, so the median is shown first and the mean beside it. */
export function shown({ unit, value, median }: Pick<Reading, "unit" | "value" | "median">): {
  value: number | null;
  mean: number | null;
} {
  return unit === "hours" && median != null ? { value: median, mean: value } : { value, mean: null };
}

/** What it is held against, like with like: of times the medians where both are known, else what `value` says. */
export function beside(reading: {
  unit: Unit;
  value: number | null;
  median?: number | null | undefined;
  previous?: { value: number | null; median?: number | null | undefined } | null | undefined;
}): { now: number | null; was: number | null } {
  const { unit, value, median, previous } = reading;
  return unit === "hours" && median != null && previous?.median != null
    ? { now: median, was: previous.median }
    : { now: value, was: previous?.value ?? null };
}

export function availableAt(metric: Metric, level: Level): boolean {
  return metric.levels.includes(level);
}
