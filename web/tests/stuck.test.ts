import { expect, test } from "vitest";
import type { OpenFlow } from "@/api/delivery";
import { longestSays, quietSays, stuckIssues } from "@/app/_delivery/stuck-words";

type StageOpen = OpenFlow["stages"][number];

function stage(name: StageOpen["stage"], n: number, median: number | null): StageOpen {
  const clock = { hours: { median }, working_hours: { median } };
  return { stage: name, n, in_stage: clock, age: clock } as unknown as StageOpen;
}

test("how many have gone quiet is said of how many are open", () => {
  expect(quietSays({ n: 2, of: 9, days: 7 })).toBe(
    "2 of 9 open pull requests have gone quiet: nothing has happened for 7 days or longer.",
  );
  expect(quietSays({ n: 1, of: 1, days: 7 })).toMatch(/^1 of 1 open pull request has gone quiet/);
  expect(quietSays({ n: 0, of: 9, days: 7 })).toMatch(/^None of 9 open pull requests has gone quiet/);
  expect(quietSays({ n: 0, of: 0, days: 7 })).toBe("No pull request is open.");
});

test("nothing is said of what no source tells", () => {
  expect(quietSays({ n: null, of: null, days: 7 })).toBeNull();
  expect(quietSays(undefined)).toBeNull();
  expect(longestSays(undefined)).toBeNull();
});

test("the stage waited in longest is named, and drafts wait for nobody", () => {
  const stages = [stage("draft", 3, 900), stage("waiting_for_first_review", 4, 30), stage("in_review", 2, 96)];
  expect(longestSays({ stages })).toMatch(/^Longest wait those in review: 2, half of them for 4.d or longer\.$/);
  expect(longestSays({ stages: [stage("draft", 3, 900), stage("approved", 0, null)] })).toBeNull();
  expect(longestSays({ stages: [stage("approved", 1, 5)] })).toMatch(
    /approved and not merged: one pull request, for 5.h/,
  );
});

test("stuck issues are told where a tracker is known and they are within reach", () => {
  expect(stuckIssues({ has_any: true, withheld: null, stuck: 4 })).toBe(4);
  expect(stuckIssues({ has_any: false, withheld: null, stuck: 0 })).toBeNull();
  expect(stuckIssues({ has_any: true, withheld: "Too few.", stuck: 4 })).toBeNull();
});
