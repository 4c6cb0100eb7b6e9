import { describe, expect, it } from "vitest";
import type { Collaboration } from "@/api/analytics";
import { besideEachOther, ties } from "@/app/(pages)/analytics/network";

type Edge = Collaboration["edges"][number];

function edge(source: string, target: string, strength: number, reviews = 1, shared_commits = 0): Edge {
  return { source, target, strength, reviews, shared_commits, n: reviews + shared_commits, last_at: "2026-01-01" };
}

function network(people: string, ...edges: Edge[]): Collaboration {
  const nodes = [...people].map((id) => ({
    developer: { id, name: id },
    colleagues: 0,
    strength: 0,
    betweenness: null,
  }));
  return { nodes, edges } as unknown as Collaboration;
}

describe("a tie", () => {
  it("is one line for both directions, and a shared commit of both is one", () => {
    expect(ties([edge("a", "b", 2, 3, 1), edge("b", "a", 1, 0, 1)])).toEqual([
      { a: "a", b: "b", strength: 3, reviews: 3, shared: 1 },
    ]);
  });
  it("is drawn over those that are weaker", () => {
    expect(ties([edge("a", "b", 2), edge("a", "c", 1)]).map((one) => one.strength)).toEqual([1, 2]);
  });
});

describe("people on the circle", () => {
  it("stand beside whom they have most to do with", () => {
    const found = network("abcd", edge("a", "d", 5), edge("d", "b", 2), edge("a", "b", 1));
    expect(besideEachOther(found, ties(found.edges)).map((one) => one.id)).toEqual(["a", "d", "b", "c"]);
  });
  it("are all there, tied or not", () => {
    expect(besideEachOther(network("xyz"), []).map((one) => one.id)).toEqual(["x", "y", "z"]);
    expect(besideEachOther(network(""), [])).toEqual([]);
  });
});
