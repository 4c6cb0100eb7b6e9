import { describe, expect, it } from "vitest";
import type { Allocation, Amount } from "@/api/investment";
import { monthName } from "@/app/_investment/months";
import { askedBy } from "@/app/_investment/pulls";
import { layersOf, nameOf, stackOf } from "@/app/_investment/spread";
import { stackTable } from "@/metrics/stacked";

const amount = (category: string | null, pulls: number): Amount => ({
  category,
  pulls,
  share: null,
  lines: 0,
  by_rule: 0,
  suggested: 0,
  corrected: 0,
  adjustment: 0,
});

function allocation(...amounts: Amount[]): Allocation {
  const n = amounts.reduce((sum, one) => sum + one.pulls, 0);
  const month = { from: "2026-05-01", to: "2026-06-01", open: false, n, amounts };
  const categories = [
    { key: "features", name: "New features" },
    { key: "debt", name: "Technical debt" },
  ];
  return { categories, months: [month], total: amounts, n } as unknown as Allocation;
}

describe("what work is spent on", () => {
  it("has a layer for each category with anything in it, the largest first, and grey for none", () => {
    const found = allocation(amount("features", 1), amount("debt", 3), amount("docs", 0), amount(null, 2));
    expect(layersOf(found, "count").map(({ key, hue, values }) => [key, hue, values])).toEqual([
      ["debt", "one", [3]],
      ["features", "two", [1]],
      ["none", "before", [2]],
    ]);
  });
  it("draws shares of each month, and nothing of a month without merges", () => {
    const found = allocation(amount("features", 1), amount("debt", 3));
    expect(layersOf(found, "share").map((layer) => layer.values)).toEqual([[0.75], [0.25]]);
    expect(stackTable(stackOf(found, "share")).rows[0]).toEqual(["1 May – 31 May 2026", "75\u00a0%", "25\u00a0%"]);
    expect(layersOf({ ...found, months: found.months.map((one) => ({ ...one, n: 0 })) }, "share")[0]?.values).toEqual([
      0,
    ]);
  });
  it("puts what is beyond five colours into one", () => {
    const found = allocation(...["a", "b", "c", "d", "e", "f"].map((key, at) => amount(key, 10 - at)));
    const layers = layersOf(found, "count");
    expect(layers).toHaveLength(5);
    expect(layers.at(-1)).toMatchObject({ name: "e, f", values: [11] });
  });
  it("names a category the rules have no more by its key", () => {
    expect(nameOf(allocation(), "features")).toBe("New features");
    expect(nameOf(allocation(), "gone")).toBe("gone");
    expect(nameOf(allocation(), null)).toBe("Uncategorised");
  });
  it("asks for one category, or for what needs looking after", () => {
    const asked = { subject: "workspace", from: null, to: null };
    expect(askedBy("suggested", asked)).toMatchObject({ how: "suggestion", category: null });
    expect(askedBy("adjustments", asked)).toMatchObject({ which: "adjustments" });
    expect(askedBy("none", asked)).toMatchObject({ category: "none", how: null });
    expect(askedBy("debt", asked)).toMatchObject({ category: "debt" });
    expect(askedBy("all", asked)).toMatchObject({ category: null });
  });
  it("calls months by their names", () => {
    expect(monthName("2026-05-01")).toBe("May 2026");
  });
});
