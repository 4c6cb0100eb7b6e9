import { describe, expect, it } from "vitest";
import { ago, bytes, change, count, plural, say, write } from "@/metrics/format";

describe("a figure", () => {
  it("groups thousands and keeps small ones whole", () => {
    expect(count(0)).toBe("0");
    expect(count(1617)).toBe("1,617");
    expect(count(51_300)).toBe("51,300");
  });
  it("is shortened only where there is little room", () => {
    expect(count(51_324, true)).toBe("51.3\u00a0k");
    expect(count(128_400, true)).toBe("128\u00a0k");
    expect(count(999_499, true)).toBe("999\u00a0k");
    expect(count(999_600, true)).toBe("1.0\u00a0M");
    expect(count(12_400_000)).toBe("12.4\u00a0M");
    expect(count(2_300_000_000, true)).toBe("2.3\u00a0bn");
  });
  it("keeps its sign", () => expect(count(-1234)).toBe("-1,234"));
  it("has its unit apart", () => {
    expect(write(19.44, "hours")).toEqual({ text: "19.4", unit: "h" });
    expect(write(412, "hours")).toEqual({ text: "412", unit: "h" });
    expect(write(2.345, "per_working_day")).toEqual({ text: "2.35", unit: "a day" });
    expect(write(1.5, "per_week")).toEqual({ text: "1.5", unit: "a week" });
    expect(write(126.2, "per_week")).toEqual({ text: "126", unit: "a week" });
    expect(write(0.84, "per_review")).toEqual({ text: "0.84", unit: "a review" });
    expect(write(0.5, "score")).toEqual({ text: "0.50", unit: "" });
    expect(write(3, "days")).toEqual({ text: "3", unit: "d" });
  });
  it("says a short time in hundredths of an hour, and none as none", () => {
    expect(say(0.05, "hours")).toBe("0.05\u00a0h");
    expect(say(0.97, "hours")).toBe("1.0\u00a0h");
    expect(say(0, "hours")).toBe("0\u00a0h");
  });
  it("is nothing when there is no data, never zero", () => {
    expect(write(null, "count")).toEqual({ text: "–", unit: "" });
    expect(say(undefined, "share")).toBe("–");
    expect(say(0, "share")).toBe("0\u00a0%");
  });
});

describe("a share", () => {
  it("is written in percent, with a decimal under ten", () => {
    expect(say(0.071, "share")).toBe("7.1\u00a0%");
    expect(say(0.216, "share")).toBe("22\u00a0%");
    expect(say(1, "share")).toBe("100\u00a0%");
    expect(say(0.0004, "share")).toBe("0.0\u00a0%");
  });
});

describe("a change", () => {
  it("is better when it goes the metric's way", () => {
    expect(change(19.4, 22.5, "hours", "lower")).toEqual({ direction: "down", verdict: "better", text: "3.1\u00a0h" });
    expect(change(612, 567, "count", "higher")).toEqual({ direction: "up", verdict: "better", text: "7.9\u00a0%" });
    expect(change(3.8, 3.2, "hours", "lower").verdict).toBe("worse");
  });
  it("is never judged where neither way is better", () => {
    expect(change(10, 5, "count", "neither")).toEqual({ direction: "up", verdict: "neutral", text: "100\u00a0%" });
  });
  it("of a share is in points, not in percent of percent", () => {
    expect(change(0.224, 0.188, "share", "neither").text).toBe("3.6\u00a0points");
  });
  it("too small to be seen is none", () => {
    expect(change(45.31, 45.32, "lines", "neither").direction).toBe("same");
    expect(change(0.07101, 0.071, "share", "lower").direction).toBe("same");
  });
  it("from nothing has no size, and against no data no verdict", () => {
    expect(change(5, 0, "count", "neither")).toEqual({ direction: "up", verdict: "neutral", text: "" });
    expect(change(5, null, "count", "higher").verdict).toBe("none");
    expect(change(null, 5, "count", "higher").verdict).toBe("none");
  });
  it("of more than tenfold is said in times", () => {
    expect(change(1200, 100, "count", "neither").text).toBe("12×");
  });
});

describe("words around figures", () => {
  it("agree in number", () => {
    expect(plural(1, "commit")).toBe("1 commit");
    expect(plural(2, "repository", "repositories")).toBe("2 repositories");
  });
  it("say how long ago in the largest unit", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    expect(ago("2026-11-21T11:59:30Z", now)).toBe("just now");
    expect(ago("2026-11-21T11:07:00Z", now)).toBe("53 minutes ago");
    expect(ago("2026-11-20T11:00:00Z", now)).toBe("1 day ago");
    expect(ago("2024-10-01T00:00:00Z", now)).toBe("2 years ago");
  });
  it("say in how long what lies ahead, and nothing of clocks a moment apart", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    expect(ago("2026-11-21T12:00:40Z", now)).toBe("just now");
    expect(ago("2026-11-21T12:01:00Z", now)).toBe("in 1 minute");
    expect(ago("2026-11-21T15:10:00Z", now)).toBe("in 3 hours");
    expect(ago("2026-11-23T12:00:00Z", now)).toBe("in 2 days");
    expect(ago("2026-12-01T00:00:00Z", now)).toBe("in 1 week");
    expect(ago("2028-12-01T00:00:00Z", now)).toBe("in 2 years");
  });
  it("say sizes as a file manager does", () => {
    expect(bytes(null)).toBe("–");
    expect(bytes(512)).toBe("512\u00a0B");
    expect(bytes(12_000_000)).toBe("12.0\u00a0MB");
    expect(bytes(432_000_000)).toBe("432\u00a0MB");
  });
});
