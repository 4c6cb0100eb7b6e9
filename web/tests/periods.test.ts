import { describe, expect, it } from "vitest";
import {
  addDays,
  before,
  bucketFor,
  dayIn,
  daysBetween,
  mondayOf,
  parseChoice,
  resolve,
  writeChoice,
  writeRange,
  writeStep,
} from "@/metrics/periods";

const SATURDAY = "2026-11-21";

describe("the period of a page", () => {
  it("is whole weeks and the open one", () => {
    const period = resolve({ kind: "12w" }, SATURDAY, null);
    expect(period.from).toBe("2026-08-24");
    expect(period.to).toBe("2026-11-22");
    expect(mondayOf(period.from)).toBe(period.from);
    expect(period.bucket).toBe("weekly");
  });
  it("has as many days before it", () => {
    const period = resolve({ kind: "4w" }, SATURDAY, null);
    const earlier = before(period);
    expect(earlier.to).toBe(period.from);
    expect(daysBetween(earlier.from, earlier.to)).toBe(daysBetween(period.from, period.to));
  });
  it("of all time begins with the week of the first commit", () => {
    expect(resolve({ kind: "all" }, SATURDAY, "2024-01-10").from).toBe("2024-01-08");
    expect(resolve({ kind: "all" }, SATURDAY, "2024-01-10").bucket).toBe("monthly");
  });
  it("of all time without a commit still is a period", () => {
    const period = resolve({ kind: "all" }, SATURDAY, null);
    expect(period.from < period.to).toBe(true);
  });
  it("has steps few enough to read", () => {
    expect(bucketFor(33)).toBe("daily");
    expect(bucketFor(89)).toBe("weekly");
    expect(bucketFor(370)).toBe("weekly");
    expect(bucketFor(1000)).toBe("monthly");
    expect(bucketFor(5000)).toBe("quarterly");
  });
});

describe("in the address", () => {
  it("a choice is read as it was written", () => {
    for (const text of ["4w", "12w", "26w", "1y", "all", "2026-01-01..2026-02-01"]) {
      expect(writeChoice(parseChoice(text))).toBe(text);
    }
  });
  it("nonsense is the usual period", () => {
    for (const text of [null, "", "7w", "2026-02-01..2026-01-01", "2026-99-99..2027-01-01", "2026-01-01.."]) {
      expect(parseChoice(text)).toEqual({ kind: "12w" });
    }
  });
});

describe("days", () => {
  it("belong to the workspace's time zone", () => {
    const late = new Date("2026-11-21T23:30:00Z");
    expect(dayIn("UTC", late)).toBe("2026-11-21");
    expect(dayIn("Europe/Berlin", late)).toBe("2026-11-22");
    expect(dayIn("America/Los_Angeles", late)).toBe("2026-11-21");
  });
  it("are counted across the changes of clocks and years", () => {
    expect(addDays("2026-10-25", 1)).toBe("2026-10-26");
    expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  });
});

describe("in words", () => {
  it("a half-open range names its last day", () => {
    expect(writeRange("2026-08-24", "2026-11-22")).toBe("24 Aug – 21 Nov 2026");
    expect(writeRange("2025-12-29", "2026-01-05")).toBe("29 Dec 2025 – 4 Jan 2026");
    expect(writeRange("2026-11-21", "2026-11-22")).toBe("21 Nov 2026");
  });
  it("a step says its month where it changes", () => {
    expect(writeStep("2026-11-02", "weekly", "2026-10-26")).toBe("2 Nov");
    expect(writeStep("2026-11-09", "weekly", "2026-11-02")).toBe("9");
    expect(writeStep("2026-01-01", "monthly", "2025-12-01")).toBe("Jan 2026");
    expect(writeStep("2026-02-01", "monthly", "2026-01-01")).toBe("Feb");
    expect(writeStep("2026-07-01", "quarterly", null)).toBe("Q3 2026");
  });
});
