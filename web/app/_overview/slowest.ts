/** Which team's reviews take longest, and at which stage more is lost than elsewhere. */
import type { Breakdown, BreakdownRow } from "@/api/types";
import { REVIEWS } from "@/metrics/layout";

export type Stage = keyof typeof REVIEWS.stages;
export const STAGES = Object.keys(REVIEWS.stages) as Stage[];

/** A mean of fewer says nothing of a team. */
const FEWEST = 5;

export interface Slowest {
  id: string;
  name: string;
  wait: number;
  /** The mean of everybody's, weighed by how many there are. */
  whole: number;
  /** Null where no stage takes longer than elsewhere, or the stages are not known. */
  stage: { key: Stage; here: number; whole: number } | null;
}

export function figureIn(row: BreakdownRow, key: string): number | null {
  const cell = row.readings[key];
  return cell === undefined || cell.withheld ? null : cell.value;
}

/** Weighed by how many are behind each: teams of different size are not worth the same. */
export function wholeOf(rows: readonly BreakdownRow[], key: string, except?: string): number | null {
  let [sum, n] = [0, 0];
  for (const row of rows) {
    const value = figureIn(row, key);
    if (value === null || row.subject.id === except) continue;
    sum += value * (row.readings[key]?.n ?? 0);
    n += row.readings[key]?.n ?? 0;
  }
  return n === 0 ? null : sum / n;
}

export function slowestOf({ rows }: Pick<Breakdown, "rows">): Slowest | null {
  const judged = rows.filter(
    (row) => figureIn(row, REVIEWS.first) !== null && (row.readings[REVIEWS.first]?.n ?? 0) >= FEWEST,
  );
  if (judged.length < 2) return null;
  const wait = (row: BreakdownRow) => figureIn(row, REVIEWS.first) ?? 0;
  const [slowest] = [...judged].sort((a, b) => wait(b) - wait(a));
  const whole = wholeOf(rows, REVIEWS.first);
  if (slowest === undefined || whole === null) return null;
  return {
    id: slowest.subject.id,
    name: slowest.subject.name,
    wait: wait(slowest),
    whole,
    stage: stageOf(rows, slowest),
  };
}

function stageOf(rows: readonly BreakdownRow[], slowest: BreakdownRow): Slowest["stage"] {
  const known = STAGES.flatMap((key) => {
    const here = figureIn(slowest, REVIEWS.stages[key]);
    const whole = wholeOf(rows, REVIEWS.stages[key], slowest.subject.id);
    return here === null || whole === null || here <= whole ? [] : [{ key, here, whole }];
  });
  return known.sort((a, b) => b.here - b.whole - (a.here - a.whole))[0] ?? null;
}
