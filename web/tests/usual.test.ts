import { describe, expect, it } from "vitest";
import { runsOf, topOf } from "@/app/_person/band";
import { behaviors, thoroughness } from "@/app/_person/reviewing";
import { amount, bandOf, beside } from "@/app/_person/usual-words";

describe("a sign beside the usual", () => {
  const held = (value: number | null, baseline: number | null, scale: number | null) => ({ value, baseline, scale });

  it("is as usual within one scale, and nothing where there is no usual", () => {
    expect(beside(held(0.12, 0.1, 0.05))).toBe("as usual");
    expect(beside(held(0.12, null, null))).toBeNull();
    expect(beside(held(null, 0.1, 0.05))).toBeNull();
  });
  it("is said in whole times, without alarm", () => {
    expect(beside(held(0.26, 0.2, 0.05))).toBe("more than usual");
    expect(beside(held(0.3, 0.2, 0.05))).toBe("half as much again as usual");
    expect(beside(held(0.42, 0.2, 0.05))).toBe("twice your usual");
    expect(beside(held(0.58, 0.2, 0.05))).toBe("three times your usual");
    expect(beside(held(1.2, 0.2, 0.05))).toBe("6 times your usual");
    expect(beside(held(0.3, 0, 0.05))).toBe("usually none");
    expect(beside(held(1, 5, 1))).toBe("less than usual");
  });
  it("has a band that never goes below nothing", () => {
    expect(bandOf(held(1, 0.02, 0.05))).toEqual([0, 0.07]);
    expect(bandOf(held(1, null, 0.05))).toBeNull();
  });
  it("is written without the unit its name says", () => {
    expect(amount(0.25, "share")).toBe("25\u00a0%");
    expect(amount(17.5, "days")).toBe("17.5");
    expect(amount(null, "days")).toBe("–");
  });
  it("is drawn up to the highest week or the band, and broken where a week is not known", () => {
    const weekly = { values: [1, 2, null, 4], band: [0, 5] as [number, number] };
    expect(topOf(weekly)).toBe(5);
    expect(topOf({ values: [null], band: null })).toBe(1);
    expect(runsOf(weekly).map((run) => run.length)).toEqual([2, 1]);
  });
});

describe("how somebody reviews", () => {
  it("goes from thorough to without a word, with shares of all", () => {
    const found = thoroughness({
      thoroughness_distribution: { wordless_large: 1, wordless: 1, brief: 0, attentive: 0, thorough: 2 },
    });
    expect(found.map((bar) => [bar.key, bar.detail])).toEqual([
      ["thorough", "50\u00a0%"],
      ["attentive", "0\u00a0%"],
      ["brief", "0\u00a0%"],
      ["wordless", "25\u00a0%"],
      ["wordless_large", "25\u00a0%"],
    ]);
  });
  it("names what helps others in words", () => {
    const found = behaviors({ top_mentoring_behaviors: [{ behavior: "came_back", reviews: 3, share: 0.5 }] });
    expect(found).toMatchObject([{ name: "comes back for another look", value: 3, detail: "50\u00a0%" }]);
  });
});
