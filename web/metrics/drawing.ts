/** Which of the six drawings shows a metric. Chosen from what the catalogue says of it, never from its key. */
import type { Metric, Unit } from "@/api/types";

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

/** Amounts stand on zero and may be stacked: bars. Medians, shares and scores do not add up: lines. */
export function mark(unit: Unit): "bars" | "line" {
  return unit === "count" || unit === "lines" ? "bars" : "line";
}

export function additive(unit: Unit): boolean {
  return mark(unit) === "bars";
}

/** More than five series are small multiples or a table. */
export const MOST_SERIES = 5;

/** A share never needs more than 100 %, bars always start at zero; a line may start where its values do. */
export function floorOf(unit: Unit, values: readonly number[]): number {
  if (mark(unit) === "bars" || unit === "share" || unit === "per_working_day") return 0;
  const lowest = Math.min(...values, Number.POSITIVE_INFINITY);
  const highest = Math.max(...values, Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(lowest)) return 0;
  return lowest >= 0 && lowest < (highest - lowest) * 2 ? 0 : Math.min(0, lowest);
}

export function availableAt(metric: Metric, level: string): boolean {
  return metric.levels.includes(level);
}
