import { describe, expect, it } from "vitest";
import type { DataCheck } from "@/api/quality";
import { knownShares, PLACES, split } from "@/app/_quality/known";

const check = (key: string, n: number, of: number, severity = n ? "minor" : "none"): DataCheck => ({
  key,
  says: key,
  n,
  of,
  severity,
  next_step: null,
  mend: null,
  affects: [],
});

describe("the data itself", () => {
  it("tells what is known, and nothing where there is nothing to know", () => {
    const [authors, reviews] = knownShares([check("unknown_authors", 25, 100), check("unknown_reviews", 0, 0)]);
    expect(authors).toEqual({ key: "unknown_authors", known: 75, of: 100, share: 0.75 });
    expect(reviews?.share).toBeNull();
  });
  it("puts the gravest first, then the largest share, and what is in order apart", () => {
    const { found, whole } = split([
      check("a", 1, 10),
      check("b", 9, 10),
      check("c", 1, 100, "serious"),
      check("d", 0, 10),
      check("e", 2, 10, "notable"),
    ]);
    expect(found.map(({ key }) => key)).toEqual(["c", "e", "b", "a"]);
    expect(whole.map(({ key }) => key)).toEqual(["d"]);
  });
  it("is mended on pages there are", () => {
    expect(Object.values(PLACES).every(({ path }) => path.startsWith("/"))).toBe(true);
  });
});
