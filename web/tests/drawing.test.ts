import { describe, expect, it } from "vitest";
import { gutter, labels } from "@/metrics/axes";
import { stepOf, thresholds } from "@/metrics/calendar";
import { compare, isLargerThanChance } from "@/metrics/change";
import { beside, choose, type Drawable, floorOf, mark, shown, unitOfValues } from "@/metrics/drawing";
import { runs } from "@/metrics/sparkline";
import { placeIn } from "@/metrics/spread";

const shape = { steps: 1, subjects: 0, spread: false };

describe("which drawing", () => {
  it("is a number when that is all there is", () => expect(choose(shape)).toBe("number"));
  it("is a trend over several steps", () => expect(choose({ ...shape, steps: 12 })).toBe("trend"));
  it("is a distribution when single values are known", () =>
    expect(choose({ ...shape, spread: true })).toBe("distribution"));
  it("compares several subjects, and ranks only when asked", () => {
    expect(choose({ ...shape, subjects: 4 })).toBe("comparison");
    expect(choose({ ...shape, subjects: 4, ordered: true })).toBe("ranking");
  });
  it("is a network when values join two", () => expect(choose({ ...shape, edges: true })).toBe("network"));
});

describe("a trend", () => {
  const amount: Drawable = { unit: "lines", empty: "zero" };
  const mean: Drawable = { unit: "lines", empty: "null" };
  it("is bars for amounts and a line for what does not add up", () => {
    expect(mark({ unit: "count", empty: "zero" })).toBe("bars");
    expect(mark(amount)).toBe("bars");
    expect(mark(mean)).toBe("line");
    expect(mark({ unit: "share", empty: "null" })).toBe("line");
  });
  it("starts bars and shares at zero", () => {
    expect(floorOf(amount, [90, 100])).toBe(0);
    expect(floorOf({ unit: "share", empty: "null" }, [0.9, 0.95])).toBe(0);
    expect(floorOf(mean, [])).toBe(0);
  });
  it("goes below zero where values do", () => expect(floorOf(amount, [-200, 30])).toBe(-200));
  it("has no more labels than fit", () => {
    const steps = Array.from({ length: 13 }, (_, week) => ({
      start: new Date(Date.UTC(2026, 7, 24 + 7 * week)).toISOString().slice(0, 10),
      end: "",
      open: false,
      value: 1,
      mean: null,
      n: 1,
    }));
    expect(labels(steps, "weekly", 13).filter(Boolean)).toHaveLength(13);
    expect(labels(steps, "weekly", 5).filter(Boolean)).toHaveLength(5);
    expect(labels(steps, "weekly", 5)[0]).toBe("24 Aug");
  });
  it("leaves room for its longest label", () => {
    expect(gutter(1_000_000, "count")).toBeGreaterThan(gutter(9, "count"));
  });
});

describe("single values", () => {
  it("behind a share are not shares", () => {
    expect(unitOfValues("share")).toBe("count");
    expect(unitOfValues("hours")).toBe("hours");
    expect(unitOfValues("per_review")).toBe("count");
  });
});

describe("a skewed time", () => {
  it("is told by its median, the mean beside it", () => {
    expect(shown({ unit: "hours", value: 18, median: 6.2 })).toEqual({ value: 6.2, mean: 18 });
  });
  it("without single values is its value", () => {
    expect(shown({ unit: "hours", value: 4, median: null })).toEqual({ value: 4, mean: null });
    expect(shown({ unit: "hours", value: null, median: null })).toEqual({ value: null, mean: null });
  });
  it("is no amount: a median of lines is a metric of its own", () => {
    expect(shown({ unit: "lines", value: 77, median: 40 })).toEqual({ value: 77, mean: null });
  });
});

describe("a time and what it was before", () => {
  const now = { unit: "hours" as const, value: 41.5, median: 21.9 };
  it("is held median against median, for means move by a few long ones", () => {
    expect(beside({ ...now, previous: { value: 40.8, median: 21.9 } })).toEqual({ now: 21.9, was: 21.9 });
  });
  it("is held mean against mean where nobody knows the median before, and any other number by itself", () => {
    expect(beside({ ...now, previous: { value: 40.8 } })).toEqual({ now: 41.5, was: 40.8 });
    expect(beside({ unit: "lines", value: 121, median: 83, previous: { value: 113, median: 80 } })).toEqual({
      now: 121,
      was: 113,
    });
    expect(beside(now)).toEqual({ now: 41.5, was: null });
  });
});

describe("a small line", () => {
  it("is broken where nothing is known, and does not fall to zero there", () => {
    expect(runs([3, 4, null, null, 0, null])).toEqual([
      [0, 2],
      [4, 5],
    ]);
    expect(runs([null])).toEqual([]);
    expect(runs([0, 0])).toEqual([[0, 2]]);
  });
});

describe("squares", () => {
  it("are empty only without anything", () => {
    const limits = thresholds([0, 1, 1, 2, 3, 8, 40]);
    expect(stepOf(0, limits)).toBe(0);
    expect(stepOf(null, limits)).toBe(0);
    expect(stepOf(1, limits)).toBe(1);
    expect(stepOf(40, limits)).toBe(4);
  });
  it("do not fall over a year of nothing", () => expect(stepOf(0, thresholds([]))).toBe(0));
});

describe("the median's line", () => {
  it("stands where the median lies in its bin, by the scale", () => {
    expect(placeIn([1, 2, 4, 8], 4, true)).toBeCloseTo(2);
    expect(placeIn([1, 2, 4, 8], Math.sqrt(32), true)).toBeCloseTo(2.5);
    expect(placeIn([0, 10, 20], 15, false)).toBeCloseTo(1.5);
    expect(placeIn([0, 10], 11, false)).toBeNull();
  });
});

describe("larger than chance", () => {
  const calm = [20, 22, 19, 21, 20, 23, 18, 21];
  it("is a doubling of steady weeks", () => {
    const doubled = calm.map((week) => week * 2);
    expect(isLargerThanChance(compare(doubled, calm))).toBe(true);
  });
  it("is not what the weeks do anyway", () => {
    expect(isLargerThanChance(compare([5, 60, 10, 80, 2, 70], [50, 8, 44, 3, 61, 7]))).toBe(false);
  });
  it("cannot be said of three weeks, nor of one commit more", () => {
    expect(compare([1, 2, 3], [9, 9, 9])).toBeNull();
    expect(isLargerThanChance(compare([0, 0, 0, 1], [0, 0, 0, 0]))).toBe(false);
  });
});
