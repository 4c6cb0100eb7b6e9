import { describe, expect, it } from "vitest";
import type { TeamComplexity } from "@/api/network";
import { categoryStack, LEVELS, levelStack } from "@/app/_network/stacks";

interface Point {
  start: string;
  levels: Record<string, number>;
  categories: Record<string, number>;
}

function found(points: Point[]) {
  const sums: Record<string, number> = {};
  for (const { categories } of points)
    for (const [key, n] of Object.entries(categories)) sums[key] = (sums[key] ?? 0) + n;
  return { points, bucket: "week", to: "2026-03-20", category_distribution: sums } as unknown as TeamComplexity;
}

const WEEKS: Point[] = [
  { start: "2026-03-02", levels: { trivial: 2, critical: 1 }, categories: { bugfix: 3, feature: 1, test: 1 } },
  {
    start: "2026-03-09",
    levels: { simple: 4 },
    categories: { feature: 4, documentation: 1, refactor: 1, dependency: 1, performance: 1 },
  },
];

describe("levels over time", () => {
  it("are five layers from trivial to critical, the last step open while it lasts", () => {
    const stack = levelStack(found(WEEKS), "2026-03-12");
    expect(stack.layers.map(({ key }) => key)).toEqual([...LEVELS]);
    expect(stack.layers[0]?.values).toEqual([2, 0]);
    expect(stack.steps.map(({ end, open }) => [end, open])).toEqual([
      ["2026-03-09", false],
      ["2026-03-16", true],
    ]);
  });
  it("say where a size is not known, and only then", () => {
    const one = [{ start: "2026-03-02", levels: { unknown: 3 }, categories: {} }];
    expect(levelStack(found(one), "2026-04-01").layers.at(-1)).toMatchObject({ key: "unknown", values: [3] });
  });
});

describe("sorts over time", () => {
  it("are the four commonest, and the rest together", () => {
    const stack = categoryStack(found(WEEKS), "2026-04-01");
    expect(stack.layers.map(({ key }) => key)).toEqual(["feature", "bugfix", "dependency", "documentation", "others"]);
    expect(stack.layers.at(-1)?.values).toEqual([1, 2]);
  });
  it("keep apart what nothing tells of", () => {
    const one = [{ start: "2026-03-02", levels: {}, categories: { uncategorised: 2, test: 1 } }];
    expect(categoryStack(found(one), "2026-04-01").layers.map(({ key }) => key)).toEqual(["test", "uncategorised"]);
  });
});
