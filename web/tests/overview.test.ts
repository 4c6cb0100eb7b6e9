import { describe, expect, it } from "vitest";
import type { BreakdownRow, Reading } from "@/api/types";
import type { HealthPart } from "@/api/weekly";
import { sorted } from "@/app/_overview/last-week";
import { slowestOf } from "@/app/_overview/slowest";
import { REVIEWS } from "@/metrics/layout";

const KEYS = [REVIEWS.first, ...Object.values(REVIEWS.stages)];

/** A team's row: the medians of hours until the first review, then picked up, reviewed, merged; `n` behind each. */
function row(name: string, n: number, ...hours: (number | null)[]): BreakdownRow {
  // A mean that one long wait has pulled up.
  const cells = KEYS.map((key, at) => [
    key,
    { value: hours[at] == null ? null : hours[at] * 10, median: hours[at] ?? null, n, withheld: null },
  ]);
  return { subject: { kind: "team", id: name, name }, readings: Object.fromEntries(cells), trend: [] } as BreakdownRow;
}

/** The workspace's own readings of the same. */
function workspace(...hours: number[]): Reading[] {
  const readings = KEYS.map((metric, at) => ({ metric, unit: "hours", value: 99, median: hours[at] ?? null }));
  return readings.map((one) => ({ ...one, withheld: null })) as Reading[];
}

describe("whose reviews take longest", () => {
  it("is the team with the longest usual wait, and where it loses more than the workspace does", () => {
    const rows = [row("Core", 10, 4, 3, 9, 1), row("Edge", 10, 9, 6, 4, 30), row("Web", 30, 5, 3, 8, 2)];
    expect(slowestOf({ rows }, workspace(5.5, 3.5, 7.5, 2.5))).toEqual({
      id: "Edge",
      name: "Edge",
      wait: 9,
      whole: 5.5,
      stage: { key: "merge", here: 30, whole: 2.5 },
    });
  });
  it("is not the team whose mean one forgotten pull request has pulled up", () => {
    const pulled = row("Core", 10, 4);
    pulled.readings[REVIEWS.first] = { value: 900, median: 4, n: 10, withheld: null };
    expect(slowestOf({ rows: [pulled, row("Edge", 10, 5)] }, workspace(4.5))?.name).toBe("Edge");
  });
  it("is not said of a handful of pull requests, nor of one team alone", () => {
    expect(slowestOf({ rows: [row("Core", 10, 4), row("Edge", 4, 900)] }, workspace(5))).toBeNull();
    expect(slowestOf({ rows: [row("Core", 10, 4)] }, workspace(4))).toBeNull();
  });
  it("names no stage where none takes longer than in the workspace", () => {
    const rows = [row("Core", 10, 4, 3, 9, 1), row("Edge", 10, 9, 3, 9, 1)];
    expect(slowestOf({ rows }, workspace(6, 3, 9, 1))?.stage).toBeNull();
  });
  it("leaves out what is withheld", () => {
    const small = row("Edge", 10, 9);
    small.readings[REVIEWS.first] = { value: null, n: 0, withheld: "Fewer than five people." };
    expect(slowestOf({ rows: [row("Core", 10, 4), small] }, workspace(4))).toBeNull();
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
