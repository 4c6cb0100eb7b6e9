import { expect, test } from "vitest";
import { type Holder, type Kind, kindsOf } from "@/app/_analytics/kinds";

const kind = (key: string, total: number | null): Kind => ({
  key,
  name: key,
  says: "",
  n: 2,
  median: null,
  total,
  usual_up_to: null,
});

const row = (values: Record<string, number | null>): Holder => ({
  developer: { id: Object.values(values).join(), name: "" },
  days_ahead: 10,
  parts: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { value, relative: null, share: null, stands_out: false }]),
  ),
});

const keys = (kinds: Kind[]) => kinds.map(({ key }) => key);

test("a kind that is the same as another for everybody gets no column of its own", () => {
  const found = kindsOf({
    parts: [kind("issues", 5), kind("going", 5), kind("pulls", 5)],
    rows: [row({ issues: 2, going: 2, pulls: 3 }), row({ issues: 3, going: 3, pulls: 2 })],
  });
  expect(keys(found.shown)).toEqual(["issues", "pulls"]);
  expect(found.same.map(({ kind: one, as }) => [one.key, as.key])).toEqual([["going", "issues"]]);
});

test("kinds nobody has any of are two kinds, and one no source tells of is none", () => {
  const found = kindsOf({
    parts: [kind("issues", 0), kind("pulls", 0), kind("points", null)],
    rows: [row({ issues: 0, pulls: 0, points: null })],
  });
  expect(keys(found.shown)).toEqual(["issues", "pulls"]);
  expect(keys(found.unknown)).toEqual(["points"]);
});
