import { describe, expect, it } from "vitest";
import type { MetricBeside } from "@/api/compare";
import { parseChosen, subjectsOf, withOne, without, writeChosen } from "@/app/_compare/chosen";
import { figureOf, linesOf, topOf } from "@/app/_compare/lines";
import { weeksTable } from "@/app/_compare/metric";
import { addDays } from "@/metrics/periods";

describe("who stands beside each other", () => {
  it("stands in the address in the order they were added", () => {
    const chosen = parseChosen("repository:b,repository:a");
    expect(chosen).toEqual({ kind: "repository", ids: ["b", "a"] });
    expect(writeChosen(withOne(chosen, "c"))).toBe("repository:b,repository:a,repository:c");
    expect(subjectsOf(without(chosen, "b"))).toEqual(["repository:a"]);
  });
  it("is of one kind, and nobody stands there twice", () => {
    expect(parseChosen("developer:a,team:b,developer:a,developer:c")).toEqual({ kind: "developer", ids: ["a", "c"] });
  });
  it("is five at most", () => {
    const five = parseChosen("team:a,team:b,team:c,team:d,team:e,team:f");
    expect(five.ids).toHaveLength(5);
    expect(withOne(five, "g")).toEqual(five);
  });
  it("remembers the kind where nobody is chosen, and is teams where nothing is said", () => {
    expect(parseChosen(writeChosen({ kind: "developer", ids: [] }))).toEqual({ kind: "developer", ids: [] });
    expect(parseChosen("nonsense")).toEqual({ kind: "team", ids: [] });
  });
});

const week = (start: string, value: number | null) => ({ start, value, n: 1 });

describe("small multiples", () => {
  it("have one scale for all of them", () => {
    expect(topOf([{ weeks: [week("2026-01-05", 3)] }, { weeks: [week("2026-01-05", 9)] }])).toBe(9);
    expect(topOf([{ weeks: [] }])).toBe(1);
  });
  it("leave a gap where a week has no number", () => {
    const weeks = [1, 2, null, 4].map((value, at) => week(addDays("2026-01-05", at * 7), value));
    const lines = linesOf(weeks, 4, { width: 100, height: 34 });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("L");
    expect(lines[1]).toMatch(/h1\.5$/);
  });
  it("show the median of durations with the mean beside it", () => {
    expect(figureOf({ value: 9, median: 4 }, "hours")).toEqual({ shown: 4, mean: 9 });
    expect(figureOf({ value: 9, median: 4 }, "lines")).toEqual({ shown: 9, mean: null });
  });
  it("can be read as a table, with nothing where one has no number", () => {
    const beside = {
      unit: "count",
      subjects: [{ weeks: [week("2026-01-05", 3)] }, { weeks: [week("2026-01-12", 4)] }],
    } as unknown as MetricBeside;
    const { head, rows } = weeksTable(beside, ["Core", "Edge"], (start) => addDays(start, 7));
    expect(head.slice(1)).toEqual(["Core", "Edge"]);
    expect(rows).toEqual([
      ["5 Jan – 11 Jan 2026", "3", "–"],
      ["12 Jan – 18 Jan 2026", "–", "4"],
    ]);
  });
});
