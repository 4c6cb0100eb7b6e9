import { describe, expect, it } from "vitest";
import type { GraphEdge, GraphNode } from "@/api/network";
import { arrange, colours, labelled, radius, type Spot, towards } from "@/app/_network/arranging";

const BOX = { width: 600, height: 400 };

function node(id: string, more: Partial<GraphNode> = {}): GraphNode {
  const usual = { teams: [], colleagues: 1, strength: 1, betweenness: 0, circle: 0 };
  return { developer: { id, name: id }, ...usual, ...more };
}

function edge(a: string, b: string, strength_score = 1): GraphEdge {
  return {
    developer_a_id: a,
    developer_b_id: b,
    strength_score,
    interaction_count: 1,
    review_count: 1,
    co_author_count: 0,
    interaction_types: ["review"],
    last_interaction_at: "2026-01-01T00:00:00Z",
    a_reviewed_b: 1,
    b_reviewed_a: 0,
    reciprocity: 0,
  };
}

function clique(ids: string): GraphEdge[] {
  return [...ids].flatMap((a, at) => [...ids].slice(at + 1).map((b) => edge(a, b)));
}

const spot = (id: string, x: number, y: number, r = 5): [string, Spot] => [id, { id, x, y, r }];
const apart = (a: Spot | undefined, b: Spot | undefined) =>
  Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0));

describe("people in a network", () => {
  const people = [..."abcdwxyz"].map((id) => node(id, { circle: id < "m" ? 0 : 1 }));
  const found = arrange(people, [...clique("abcd"), ...clique("wxyz"), edge("d", "w", 0.2)], BOX);

  it("stand in the box, nobody on anybody", () => {
    expect(found.size).toBe(8);
    for (const one of found.values()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x).toBeLessThanOrEqual(BOX.width);
      expect(one.y).toBeLessThanOrEqual(BOX.height);
      for (const other of found.values()) if (one !== other) expect(apart(one, other)).toBeGreaterThan(10);
    }
  });
  it("stand nearer to whom they work with than to others", () => {
    expect(apart(found.get("a"), found.get("b"))).toBeLessThan(apart(found.get("a"), found.get("y")));
  });
  it("stand where they did whenever the same network comes again, in any order", () => {
    const again = arrange([...people].reverse(), [...clique("abcd"), ...clique("wxyz"), edge("d", "w", 0.2)], BOX);
    expect(again.get("c")).toEqual(found.get("c"));
  });
  it("are no trouble when they are two hundred, or one, or nobody", () => {
    const many = Array.from({ length: 200 }, (_, at) => node(`p${at}`));
    const began = performance.now();
    expect(
      arrange(
        many,
        many.slice(1).map((one, at) => edge(`p${at}`, one.developer.id)),
        BOX,
      ).size,
    ).toBe(200);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(arrange([node("a")], [], BOX).get("a")).toMatchObject({ x: 300, y: 200 });
    expect(arrange([], [], BOX).size).toBe(0);
  });
});

describe("a dot", () => {
  it("grows in area with what leads over the person", () => {
    expect(radius(0, 0.5)).toBe(radius(null, 0.5));
    expect(radius(0.125, 0.5) - radius(0, 0.5)).toBeCloseTo((radius(0.5, 0.5) - radius(0, 0.5)) / 2);
  });
});

describe("names", () => {
  const spots = new Map([spot("a", 100, 100, 12), spot("b", 104, 102), spot("c", 300, 300)]);
  const names = new Map([..."abc"].map((id) => [id, "Somebody Long"]));
  it("stand where there is room, the most central first, and no more than so many", () => {
    expect(labelled(spots, names, BOX, 9, null).map(({ id }) => id)).toEqual(["a", "c"]);
    expect(labelled(spots, names, BOX, 1, null).map(({ id }) => id)).toEqual(["a"]);
  });
  it("stand there in any case for whoever is looked at", () => {
    expect(labelled(spots, names, BOX, 9, "b").map(({ id }) => id)).toEqual(["b", "a", "c"]);
  });
  it("are of nobody who has none to show", () => {
    expect(labelled(spots, new Map([["c", "Somebody"]]), BOX, 9, null).map(({ id }) => id)).toEqual(["c"]);
  });
  it("turn to the left at the right edge", () => {
    const edge = new Map([spot("a", 590, 100)]);
    expect(labelled(edge, names, BOX, 9, null)[0]?.anchor).toBe("end");
  });
});

describe("arrow keys", () => {
  const spots = new Map([spot("a", 100, 100), spot("b", 200, 110), spot("c", 160, 300), spot("d", 400, 100)]);
  it("go to the nearest in their direction", () => {
    expect(towards(spots, "a", "ArrowRight")).toBe("b");
    expect(towards(spots, "a", "ArrowDown")).toBe("c");
    expect(towards(spots, "a", "ArrowLeft")).toBeNull();
    expect(towards(spots, "a", "Tab")).toBeNull();
  });
});

describe("colours", () => {
  const people = [
    ...[..."abc"].map((id) => node(id, { teams: ["Core"], circle: 0 })),
    ...[..."de"].map((id) => node(id, { teams: ["Edge", "Core"], circle: 1 })),
    node("f", { circle: null }),
  ];
  it("are those of the largest teams, and one for everybody else", () => {
    const { legend, of, others } = colours(people, "team");
    expect(legend.map(({ key, n }) => [key, n])).toEqual([
      ["Core", 3],
      ["Edge", 2],
    ]);
    expect(of.get("d")).not.toBe(of.get("a"));
    expect([others, of.get("f")]).toEqual([1, "var(--ink-3)"]);
  });
  it("are never more than five", () => {
    const many = [..."abcdefgh"].map((id, at) => node(id, { circle: at }));
    expect(colours(many, "group").legend.length).toBe(5);
    expect(colours(many, "group").others).toBe(3);
  });
});
