import { describe, expect, it } from "vitest";
import type { InsightSettings } from "@/api/settings";
import type { TeamMember } from "@/api/types";
import { inWords, wholeDays, wishOf, writtenOf } from "@/app/_settings/counting-form";
import { daysInWords } from "@/app/_settings/people-schedules";
import { staysOf } from "@/app/_settings/stays";
import { isZone } from "@/ui/display";

const SETTINGS = {
  default_period: "weekly",
  auto_snapshots: true,
  churn_days: 21,
  half_life_days: 180,
  skill_half_lives: { COBOL: 900 },
} as unknown as InsightSettings;

describe("how numbers are counted", () => {
  it("sends only what is different", () => {
    const written = writtenOf(SETTINGS);
    expect(wishOf(written, SETTINGS)).toEqual({});
    expect(wishOf({ ...written, churn: "30", auto: false }, SETTINGS)).toEqual({
      churn_days: 30,
      auto_snapshots: false,
    });
    expect(wishOf({ ...written, skills: [] }, SETTINGS)).toEqual({ skill_half_lives: {} });
  });
  it("sends nothing while something written makes no sense", () => {
    const written = writtenOf(SETTINGS);
    for (const churn of ["", "0", "1.5", "366", "x"]) expect(wishOf({ ...written, churn }, SETTINGS)).toBeNull();
    const twice = [
      ["Go", "30"],
      ["Go ", "40"],
    ] as const;
    expect(wishOf({ ...written, skills: twice }, SETTINGS)).toBeNull();
    expect(wholeDays("365", 365)).toBe(365);
  });
  it("tells a change in words", () => {
    expect([inWords(true), inWords("weekly"), inWords(30), inWords(null), inWords({ Go: 30 }), inWords({})]).toEqual([
      "on",
      "a week",
      "30",
      "nothing",
      "Go 30",
      "nothing",
    ]);
  });
});

describe("days in words", () => {
  const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  it("are a stretch where they follow each other", () => expect(daysInWords([1, 2, 3, 4, 5], names)).toBe("Mon – Fri"));
  it("are each named where they do not", () => {
    expect(daysInWords([3, 1, 5], names)).toBe("Mon, Wed, Fri");
    expect(daysInWords([6, 7], names)).toBe("Sat, Sun");
    expect(daysInWords([], names)).toBe("");
  });
});

describe("who was in a team when", () => {
  const member = (id: string, joined_at: string | null, left_at: string | null) =>
    ({ developer_id: id, name: id, joined_at, left_at }) as TeamMember;
  it("stands on one scale, those who are still here first", () => {
    const { lanes, first, last } = staysOf(
      [member("Bo", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"), member("Ada", null, null)],
      "2026-12-31",
      "No name",
    );
    expect([first, last]).toEqual(["2025-12-31", "2026-12-31"]);
    expect(lanes.map(({ name, isHere }) => [name, isHere])).toEqual([
      ["Ada", true],
      ["Bo", false],
    ]);
    expect(lanes[0]?.bars).toEqual([{ left: 0, width: 1, from: null, until: null }]);
    expect(lanes[1]?.bars[0]?.left).toBeCloseTo(1 / 365);
  });
  it("is one lane for somebody who came back", () => {
    const twice = [member("Ada", null, "2026-02-01T00:00:00Z"), member("Ada", "2026-05-01T00:00:00Z", null)];
    expect(staysOf(twice, "2026-12-31", "").lanes.map(({ bars }) => bars.length)).toEqual([2]);
  });
});

describe("a time zone", () => {
  it("is one the browser knows", () => {
    expect([isZone("Europe/Berlin"), isZone("Mars/Base"), isZone("")]).toEqual([true, false, false]);
  });
});
