/** What the pages about issues and sprints work out by themselves. */
import { expect, test } from "vitest";
import type { SprintRow } from "@/api/issues";
import { wayTo } from "@/app/_frame/palette";
import { narrowedIn } from "@/app/_issues/narrowed";
import { besides, isLate, said, usualOf } from "@/app/_issues/sprint";

test("an address with words nobody knows narrows nothing", () => {
  const found = narrowedIn(new URLSearchParams("state=asleep&order=best&stuck=very&assignee=ann&age=x-y"));
  expect(found).toEqual({
    state: "open",
    order: "oldest",
    stuck: null,
    assignee: null,
    q: null,
    kind: null,
    ageFrom: null,
    ageTo: null,
  });
});

test("an age is from so many days to so many, or on", () => {
  expect(narrowedIn(new URLSearchParams("age=28-84"))).toMatchObject({ ageFrom: 28, ageTo: 84 });
  expect(narrowedIn(new URLSearchParams("age=182-"))).toMatchObject({ ageFrom: 182, ageTo: null });
  expect(narrowedIn(new URLSearchParams("state=done")).order).toBe("closed");
});

const size = (issues: number, points: number) => ({ issues, points });

test("a size is said in points where they say more, and the other way below", () => {
  expect(said({ by_points: true }, size(3, 1))).toBe("1 point");
  expect(said({ by_points: false }, size(1, 8))).toBe("1 issue");
  expect(besides({ by_points: true }, size(3, 8))).toBe("3 issues");
  expect(besides({ by_points: false }, size(3, 0))).toBe("");
});

const sprint = (id: string, state: "active" | "closed" | "future", issues: number | null) =>
  ({ id, state, ends_at: null, numbers: issues === null ? null : { held: size(issues, 0) } }) as unknown as SprintRow;

test("the sprint that runs and has most in it is shown first, else the last with numbers", () => {
  const rows = [sprint("next", "future", null), sprint("a", "active", 2), sprint("b", "active", 9)];
  expect(usualOf(rows)?.id).toBe("b");
  expect(usualOf([sprint("next", "future", null), sprint("old", "closed", 4)])?.id).toBe("old");
  expect(usualOf([])).toBeNull();
});

test("a sprint that runs beyond its plan is late, one that is over is not", () => {
  expect(isLate({ state: "active", ends_at: "2026-05-01T00:00:00Z" }, Date.parse("2026-05-02"))).toBe(true);
  expect(isLate({ state: "closed", ends_at: "2026-05-01T00:00:00Z" }, Date.parse("2026-05-02"))).toBe(false);
});

test("what is found and has no page of its own leads to where it stands", () => {
  expect(wayTo({ id: "7f", detail: null }, "issue")).toEqual(["/insights/issues", { open: "issue:7f" }]);
  expect(wayTo({ id: "9a", detail: "PAY" }, "tracker")).toEqual(["/insights/issues", { q: "PAY-" }]);
  expect(wayTo({ id: "3c:src/a:b", detail: "acme/api" }, "folder")).toEqual([
    "/insights/ownership",
    { repository: "3c", folder: "src/a:b" },
  ]);
});
