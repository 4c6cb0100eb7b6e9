/** How the numbers of a sprint are said: in points where enough issues have some, else in issues. */
import type { SprintDetail, SprintNumbers, SprintRow } from "@/api/issues";
import type { Several } from "@/metrics/lines";
import { writeRange } from "@/metrics/periods";
import { sprints as en } from "@/text/en-issues";

export type Size = SprintNumbers["held"];

export function sizeOf(numbers: Pick<SprintNumbers, "by_points">, size: Size): number {
  return numbers.by_points ? size.points : size.issues;
}

/** As a figure's own words: `21 points`. */
export function said(numbers: Pick<SprintNumbers, "by_points">, size: Size): string {
  return numbers.by_points ? en.points(size.points) : en.issues(size.issues);
}

/** The other way of counting, for the line below. */
export function besides(numbers: Pick<SprintNumbers, "by_points">, size: Size): string {
  return numbers.by_points ? en.issues(size.issues) : size.points > 0 ? en.points(size.points) : "";
}

export function daysOf(sprint: Pick<SprintRow, "starts_on" | "ends_before">): string {
  return sprint.starts_on === null || sprint.ends_before === null
    ? en.undated
    : writeRange(sprint.starts_on, sprint.ends_before);
}

/** Whether it runs on though its plan is over. */
export function isLate(sprint: Pick<SprintRow, "state" | "ends_at">, now: number): boolean {
  return sprint.state === "active" && sprint.ends_at !== null && Date.parse(sprint.ends_at) < now;
}

export function burnOf(found: SprintDetail): Several {
  const byPoints = found.numbers?.by_points ?? false;
  const value = (size: Size | null) => (size === null ? null : byPoints ? size.points : size.issues);
  return {
    steps: found.days.map(({ day, is_open }) => ({ start: day, end: day, open: is_open })),
    lines: [
      { name: en.lines.left, values: found.days.map(({ left }) => value(left)) },
      { name: en.lines.held, values: found.days.map(({ held }) => value(held)) },
      { name: en.lines.even, values: found.days.map(({ even }) => even), guide: true },
    ],
    unit: "count",
    mark: "line",
    bucket: "daily",
  };
}

/** Which one is shown where nobody said: the one that runs and has most in it, else the last one with numbers. */
export function usualOf(rows: readonly SprintRow[]): SprintRow | null {
  const size = (row: SprintRow) => row.numbers?.held.issues ?? -1;
  const running = rows.filter(({ state }) => state === "active").sort((a, b) => size(b) - size(a));
  return running[0] ?? rows.find(({ numbers }) => numbers !== null) ?? rows[0] ?? null;
}
