/** What the page about skills works out by itself. */
import { expect, test } from "vitest";
import { listed } from "@/app/_skills/growth";
import { percent, written } from "@/app/_skills/matrix";
import { askedIn, keysOf, questionOf } from "@/app/_skills/question";
import { isHeld } from "@/app/_skills/tiles";

test("a skill is held when somebody is more than a novice in it", () => {
  expect(isHeld({ novice: 3, intermediate: 0, advanced: 0, expert: 0 })).toBe(false);
  expect(isHeld({ novice: 0, intermediate: 0, advanced: 0, expert: 1 })).toBe(true);
});

test("a wish is a list of words, each once", () => {
  expect(listed(" Go, Rust ,, Go ")).toEqual(["Go", "Rust"]);
  expect(listed("  ")).toEqual([]);
});

test("little is said to be little, not nothing", () => {
  expect(written(0.3)).toBe("<1");
  expect(written(46.4)).toBe("46");
  expect(percent(0.857)).toBe("86 %");
});

test("a question about a piece of work stands in the address, and nothing said of it is no question", () => {
  const search = new URLSearchParams({ issue: " PAY-12 ", paths: "a/b\n\n a/b \nc", most: "4", days: "7", fair: "1" });
  const asked = askedIn(search);
  expect(questionOf(asked, "core")).toEqual({
    text: null,
    issue_key: "PAY-12",
    paths: ["a/b", "c"],
    required_skills: [],
    most_in_hand: 4,
    active_days: 90,
    fair: true,
    only_available: false,
    limit: 8,
    team_id: "core",
  });
  expect(keysOf(asked)).toEqual({
    text: null,
    issue: "PAY-12",
    paths: "a/b\nc",
    takes: null,
    most: "4",
    days: null,
    fair: "1",
    there: null,
  });
  expect(questionOf(askedIn(new URLSearchParams("fair=1&takes=Go")), null)).toBeNull();
  expect(askedIn(new URLSearchParams("most=-1")).most).toBe("");
});
