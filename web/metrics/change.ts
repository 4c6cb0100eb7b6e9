/** Whether a difference between two periods is larger than chance. */

export interface Difference {
  now: number;
  before: number;
  /** How many standard errors apart the two means are (Welch). */
  t: number;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/**
 * Compares weekly amounts of two periods. Weeks vary far more than independent events would, so the spread is taken
 * from the weeks themselves. Null when there are too few weeks to know it.
 */
export function compare(now: readonly (number | null)[], before: readonly (number | null)[]): Difference | null {
  const a = now.map((value) => value ?? 0);
  const b = before.map((value) => value ?? 0);
  if (a.length < 4 || b.length < 4) return null;
  const [meanA, meanB] = [mean(a), mean(b)];
  // A week of ever the same amount still could have been one more or less.
  const error = Math.sqrt(Math.max(variance(a, meanA), 1) / a.length + Math.max(variance(b, meanB), 1) / b.length);
  return { now: meanA * a.length, before: meanB * b.length, t: (meanA - meanB) / error };
}

/** About one false claim in a hundred comparisons. */
export const LARGER_THAN_CHANCE = 2.7;

export function isLargerThanChance(difference: Difference | null): difference is Difference {
  return difference !== null && Math.abs(difference.t) >= LARGER_THAN_CHANCE;
}
