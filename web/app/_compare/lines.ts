/** The geometry of small multiples: one scale for all rows of a metric, from zero, with gaps where there is no number. */
import type { NumberBeside } from "@/api/compare";
import type { Unit } from "@/api/types";

export interface Box {
  width: number;
  height: number;
}

/** The largest week of all rows: where their common scale ends. Something else where there is nothing but zeros. */
export function topOf(rows: readonly Pick<NumberBeside, "weeks">[], none = 1): number {
  return Math.max(...rows.flatMap((row) => row.weeks.map((week) => week.value ?? 0)), 0) || none;
}

/** Runs of neighbouring weeks with numbers, as lines; a week alone is a short stroke. */
export function linesOf(weeks: readonly { value: number | null }[], top: number, { width, height }: Box): string[] {
  const step = weeks.length > 1 ? (width - 4) / (weeks.length - 1) : 0;
  const runs: string[][] = [[]];
  weeks.forEach(({ value }, index) => {
    if (value === null) runs.push([]);
    else {
      const y = height - 2 - (value / top) * (height - 4);
      runs.at(-1)?.push(`${(2 + index * step).toFixed(1)} ${y.toFixed(1)}`);
    }
  });
  return runs.filter((run) => run.length > 0).map((run) => (run.length === 1 ? `M${run[0]}h1.5` : `M${run.join("L")}`));
}

/** As everywhere: of durations the median is shown, and the mean stands beside it. */
export function figureOf({ value, median }: Pick<NumberBeside, "value" | "median">, unit: Unit) {
  return unit === "hours" && median !== null ? { shown: median, mean: value } : { shown: value, mean: null };
}
