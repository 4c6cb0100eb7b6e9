import { describe, expect, it } from "vitest";
import type { BreakdownRow } from "@/api/types";
import type { HealthPart } from "@/api/weekly";
import { sorted } from "@/app/_overview/last-week";
import { slowestOf, wholeOf } from "@/app/_overview/slowest";
import { REVIEWS } from "@/metrics/layout";

/** A team's row: hours until the first review, then picked up, reviewed, merged; `n` behind each. */
function row(name: string, n: number, ...hours: (number | null)[]): BreakdownRow {
  const keys = [REVIEWS.first, ...Object.values(REVIEWS.stages)];
  const cells = keys.map((key, at) => [key, { value: hours[at] ?? null, n, withheld: null }]);
  return { subject: { kind: "team", id: name, name }, readings: Object.fromEntries(cells), trend: [] } as BreakdownRow;
}

describe("whose reviews take longest", () => {
  it("is the team with the longest wait, and where it loses more than the others do", () => {
    const rows = [row("Core", 10, 4, 3, 9, 1), row("Edge", 10, 9, 6, 4, 30), row("Web", 30, 5, 3, 8, 2)];
    expect(slowestOf({ rows })).toEqual({
      id: "Edge",
      name: "Edge",
      wait: 9,
      whole: (4 * 10 + 9 * 10 + 5 * 30) / 50,
      stage: { key: "merge", here: 30, whole: (1 * 10 + 2 * 30) / 40 },
    });
  });
  it("is not said of a handful of pull requests, nor of one team alone", () => {
    expect(slowestOf({ rows: [row("Core", 10, 4), row("Edge", 4, 900)] })).toBeNull();
    expect(slowestOf({ rows: [row("Core", 10, 4)] })).toBeNull();
  });
  it("names no stage where none takes longer than elsewhere", () => {
    expect(slowestOf({ rows: [row("Core", 10, 4, 3, 9, 1), row("Edge", 10, 9, 3, 9, 1)] })?.stage).toBeNull();
  });
  it("leaves out what is withheld", () => {
    const small = row("Edge", 10, 9);
    small.readings[REVIEWS.first] = { value: null, n: 0, withheld: "Fewer than five people." };
    expect(wholeOf([row("Core", 10, 4), small], REVIEWS.first)).toBe(4);
    expect(slowestOf({ rows: [row("Core", 10, 4), small] })).toBeNull();
  });
});

describe("the latest week", () => {
  const part = (metric: string, direction: HealthPart["direction"], deviation: number | null) =>
    ({ metric, direction, deviation }) as HealthPart;
  it("puts what moved furthest first, and apart what stayed and what cannot be judged", () => {
    const { moved, same, silent } = sorted([
      part("a", "unchanged", 0.3),
      part("b", "worse", -2.5),
      part("c", null, null),
      part("d", "better", 6),
    ]);
    expect([moved, same, silent].map((parts) => parts.map(({ metric }) => metric))).toEqual([["d", "b"], ["a"], ["c"]]);
  });
});
