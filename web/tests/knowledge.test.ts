import { describe, expect, it } from "vitest";
import { squarified, stepOf } from "@/app/_knowledge/treemap";
import { knowledge } from "@/text/en-knowledge";

const area = (one: { width: number; height: number }) => one.width * one.height;

describe("a map of folders", () => {
  it("gives each as much room as it has files", () => {
    const found = squarified([6, 6, 4, 3, 2, 2, 1], 600, 400);
    expect(found.map((one) => Math.round(area(one)))).toEqual([60000, 60000, 40000, 30000, 20000, 20000, 10000]);
  });
  it("stays within its frame and lays nothing over anything else", () => {
    const found = squarified([9, 5, 5, 3, 2, 1, 1, 1], 300, 120);
    for (const one of found) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(300.001);
      expect(one.y + one.height).toBeLessThanOrEqual(120.001);
    }
    for (const [index, one] of found.entries()) {
      for (const other of found.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x + 0.001 ||
          other.x + other.width <= one.x + 0.001 ||
          one.y + one.height <= other.y + 0.001 ||
          other.y + other.height <= one.y + 0.001;
        expect(apart).toBe(true);
      }
    }
  });
  it("is near to squares", () => {
    const found = squarified([1, 1, 1, 1], 200, 200);
    for (const one of found) expect(one.width / one.height).toBeCloseTo(1);
  });
  it("is nothing where there is nothing, or no room", () => {
    expect(squarified([], 100, 100)).toEqual([]);
    expect(squarified([1, 2], 0, 100).every((one) => area(one) === 0)).toBe(true);
    expect(squarified([0, 0], 100, 100).every((one) => area(one) === 0)).toBe(true);
  });
});

describe("how dark a folder is", () => {
  it("goes by five steps", () => {
    expect([0, 0.19, 0.2, 0.5, 0.8, 1, null].map(stepOf)).toEqual([0, 0, 1, 2, 4, 4, null]);
  });
});

describe("numbers of files", () => {
  it("say whether they are of code or of every kind", () => {
    expect(knowledge.coveredOf(383)).toContain("383 code files");
    expect(knowledge.truckSays(3, 383)).toContain("383 code files");
    expect(knowledge.knows(446)).toBe("446 files of every kind that stand there");
  });
  it("say why shares of authors can come to more than all, and why owners stand otherwise", () => {
    expect(knowledge.whoKnowsOrder).toContain("more than 100 %");
    expect(knowledge.whoKnowsOrder).toContain("owners are by changes and reviews alone");
    expect(knowledge.ownersSay("src")).toContain("not code alone");
  });
});
