import { describe, expect, it } from "vitest";
import { whyFound } from "@/app/_frame/palette";
import { isHatched, strength } from "@/app/_profile/skill-bar";
import { written } from "@/app/_profile/skills";
import { profile, search } from "@/text/en-profile";

describe("a skill is drawn with its uncertainty", () => {
  it("fades with the time since it was used, and never quite away", () => {
    expect(strength(1)).toBe(1);
    expect(strength(0)).toBeCloseTo(0.3);
    expect(strength(0.5)).toBeCloseTo(0.65);
    expect(strength(-1)).toBe(strength(0));
  });

  it("is hatched where there are fewer than ten days to judge by", () => {
    expect(isHatched(9 / 19)).toBe(true);
    expect(isHatched(10 / 20)).toBe(false);
  });

  it("is never written as nothing, nor as a depth it has not reached", () => {
    expect(written(0.2)).toBe("<1");
    expect(written(86.4)).toBe("86");
    expect(written(39.9)).toBe("39");
  });
});

describe("words about a profile", () => {
  it("count what a part of seniority is of", () => {
    expect(profile.value(1, "skills")).toBe("1 skill");
    expect(profile.value(2.25, "years")).toBe("2.3 years");
    expect(profile.value(1, "people")).toBe("1 person");
  });

  it("say by what somebody was found, when it is not their name", () => {
    const named = { by: "name", text: "Ada Lee", depth: null };
    const skill = { by: "language", text: "Python", depth: "expert" };
    expect(whyFound({ name: "Ada Lee", matches: [named] })).toBe("");
    expect(whyFound({ name: "Ada Lee", matches: [named, skill] })).toBe("Python · expert");
    expect(search.found(1)).toBe("1 person");
  });
});
