/** What the page about AI assistance makes of numbers: scales, bounds in words, and the weeks it asks for. */
import { describe, expect, it } from "vitest";
import type { AiImpact, Comparison } from "@/api/assistance";
import { boundsOf, comparedTable, scaleOf } from "@/app/_assistance/bounds";
import { stackOf } from "@/app/_assistance/parts";
import { firstMonday } from "@/app/_assistance/weeks";

const side = (value: number | null, low: number | null, high: number | null, n = 20) => ({
  value,
  low,
  high,
  n,
  withheld: null,
});

const one = (unit: Comparison["unit"], most: number): Comparison => ({
  measure: "cycle_hours",
  name: "Ready to merged",
  unit,
  says: "",
  assisted: side(most / 2, most / 4, most),
  other: side(most / 2, null, null),
  difference: { value: 0, low: -most, high: most },
});

describe("bounds", () => {
  it("reach a little less far than their scale, and shares at most to all", () => {
    expect(scaleOf(one("hours", 10))).toBeCloseTo(11);
    expect(scaleOf(one("share", 0.9))).toBe(1);
    expect(scaleOf(one("share", 0.2))).toBeCloseTo(0.22);
    expect(scaleOf({ ...one("hours", 0), assisted: side(null, null, null) })).toBe(1);
  });

  it("are a dash where there are none", () => {
    expect(boundsOf(side(1, null, null), "hours")).toBe("–");
    expect(boundsOf(side(0.5, 0.25, 0.75), "share")).toBe("25\u00a0% to 75\u00a0%");
  });

  it("stand in the table with n on both sides and the difference", () => {
    const { head, rows } = comparedTable([one("hours", 8)]);
    expect(new Set(head).size).toBe(head.length);
    expect(rows[0]).toHaveLength(head.length);
  });
});

describe("the weeks asked for", () => {
  it("begin on a Monday, whole weeks before that of the last day", () => {
    expect(firstMonday("2026-12-07", 26)).toBe("2026-06-01");
    expect(firstMonday("2026-12-01", 26)).toBe("2026-06-01");
    expect(firstMonday("2026-11-30", 26)).toBe("2026-05-25");
  });
});

describe("the course", () => {
  it("draws what agents wrote below what names an assistant, in percent", () => {
    const level = (name: string, value: number) => ({ level: name, n: 1, value, low: null, high: null });
    const step = {
      period: { start: "2026-06-08", end: "2026-06-22", open: false, name: null },
      n: 100,
      withheld: null,
      levels: [level("authored", 0.01), level("co-authored", 0.15), level("none", 0.84)],
    };
    const stack = stackOf({ commits: { total: step, series: [step] } } as unknown as AiImpact, "commits");
    expect(stack.layers.map(({ key, values }) => [key, ...values])).toEqual([
      ["authored", 1],
      ["co-authored", 15],
    ]);
  });
});
