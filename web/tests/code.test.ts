import { describe, expect, it } from "vitest";
import type { CoupledPair, Survival } from "@/api/code";
import { filesOf, pairTable, shortened } from "@/app/_code/coupling";
import { floorOf, nameOf, nice } from "@/app/_code/scatter";
import { layersOf, stackOf } from "@/app/_code/survival";

const pair = (first: string, second: string): CoupledPair => ({
  first: { path: first, language: null, changes: 4, confidence: 0.75 },
  second: { path: second, language: null, changes: 3, confidence: 1 },
  support: 3,
  degree: 0.75,
  at_least: 0.36,
  across_folders: true,
  with_test: false,
});

function survival(standing: number[][], by: "quarter" | "year" = "year"): Survival {
  return {
    by,
    cohorts: standing.map((values, at) => ({
      from: by === "year" ? `${2010 + at}-01-01` : `2024-0${1 + at * 3}-01`,
      to: `${2011 + at}-01-01`,
      added: values[0] ?? 0,
      standing: values,
      share: null,
    })),
  } as unknown as Survival;
}

describe("survival in layers", () => {
  it("each cohort stands from its own period on", () => {
    const layers = layersOf(survival([[10, 8, 5], [6, 6], [4]]));
    expect(layers.map(({ values }) => values)).toEqual([
      [10, 8, 5],
      [0, 6, 6],
      [0, 0, 4],
    ]);
    expect(layers.map(({ name }) => name)).toEqual(["Written 2010", "Written 2011", "Written 2012"]);
  });

  it("more cohorts than colours are put together, and none is lost", () => {
    const many = Array.from({ length: 12 }, (_, at) => Array.from({ length: 12 - at }, () => 1));
    const layers = layersOf(survival(many));
    expect(layers).toHaveLength(5);
    expect(layers[0]?.name).toBe("Written 2010 to 2011");
    const now = layers.reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);
    expect(now).toBe(12);
  });

  it("quarters are named as quarters, and the last step is open", () => {
    const stack = stackOf(survival([[3, 2], [1]], "quarter"));
    expect(stack.layers[1]?.name).toBe("Written Q2 2024");
    expect(stack.steps.map(({ open }) => open)).toEqual([false, true]);
  });
});

describe("coupled files", () => {
  it("those of one folder stand beside each other, each once", () => {
    expect(filesOf([pair("b/z.py", "a/x.py"), pair("b/y.py", "a/x.py")])).toEqual(["a/x.py", "b/y.py", "b/z.py"]);
  });

  it("the table says what the arcs do", () => {
    expect(pairTable([pair("a.py", "b.py")]).rows).toEqual([["a.py", "b.py", "3", "75\u00a0%", "36\u00a0%"]]);
  });

  it("a long path loses its beginning", () => {
    expect(shortened("src/very/long/path/file.py", 12)).toBe("…ath/file.py");
    expect(shortened("a.py", 12)).toBe("a.py");
  });
});

describe("hotspots", () => {
  it("a file is called by its last step", () => {
    expect(nameOf("src/app.py")).toBe("app.py");
    expect(nameOf("app.py")).toBe("app.py");
  });

  it("an axis ends a little beyond its largest value", () => {
    expect(nice(213)).toBe(300);
    expect(nice(9)).toBe(11);
  });

  it("an axis begins a little before its smallest, and never at nothing", () => {
    expect(floorOf([7, 200])).toBe(6);
    expect(floorOf([120, 200])).toBe(100);
    expect(floorOf([1])).toBe(1);
  });
});
