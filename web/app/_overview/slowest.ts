/** Which team's reviews take longest, and at which stage more is lost than elsewhere: by medians, as every headline says. */
import type { Breakdown, BreakdownRow, Reading } from "@/api/types";
import { shown } from "@/metrics/drawing";
import { REVIEWS } from "@/metrics/layout";
import { figureOf } from "@/metrics/reading";

export type Stage = keyof typeof REVIEWS.stages;
export const STAGES = Object.keys(REVIEWS.stages) as Stage[];

/** What is asked of every team, and of the workspace they are held against. */
export const TIMES = [REVIEWS.first, ...STAGES.map((stage) => REVIEWS.stages[stage])];

/** A median of fewer says nothing of a team. */
const FEWEST = 5;

export interface Slowest {
  id: string;
  name: string;
  wait: number;
  /** The workspace's own: a median of medians would be nobody's. */
  whole: number;
  /** Null where no stage takes longer than elsewhere, or the stages are not known. */
  stage: { key: Stage; here: number; whole: number } | null;
}

/** What stands in the row's cell: of these times the median. */
export function figureIn(row: BreakdownRow, key: string): number | null {
  return figureOf(row.readings[key]);
}

/** How much of the way to merge goes into a stage: means, which unlike medians add up. */
export function partIn(row: BreakdownRow, key: string): number | null {
  const cell = row.readings[key];
  return cell === undefined || cell.withheld ? null : cell.value;
}

export function slowestOf({ rows }: Pick<Breakdown, "rows">, workspace: readonly Reading[]): Slowest | null {
  const judged = rows.filter(
    (row) => figureIn(row, REVIEWS.first) !== null && (row.readings[REVIEWS.first]?.n ?? 0) >= FEWEST,
  );
  if (judged.length < 2) return null;
  const wait = (row: BreakdownRow) => figureIn(row, REVIEWS.first) ?? 0;
  const [slowest] = [...judged].sort((a, b) => wait(b) - wait(a));
  const whole = wholeOf(workspace, REVIEWS.first);
  if (slowest === undefined || whole === null) return null;
  return {
    id: slowest.subject.id,
    name: slowest.subject.name,
    wait: wait(slowest),
    whole,
    stage: stageOf(workspace, slowest),
  };
}

function wholeOf(workspace: readonly Reading[], key: string): number | null {
  const reading = workspace.find((one) => one.metric === key);
  return reading === undefined || reading.withheld ? null : shown(reading).value;
}

function stageOf(workspace: readonly Reading[], slowest: BreakdownRow): Slowest["stage"] {
  const known = STAGES.flatMap((key) => {
    const here = figureIn(slowest, REVIEWS.stages[key]);
    const whole = wholeOf(workspace, REVIEWS.stages[key]);
    return here === null || whole === null || here <= whole ? [] : [{ key, here, whole }];
  });
  return known.sort((a, b) => b.here - b.whole - (a.here - a.whole))[0] ?? null;
}
