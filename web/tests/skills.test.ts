/** What the page about skills works out by itself. */
import { expect, test } from "vitest";
import { listed } from "@/app/_skills/growth";
import { percent, written } from "@/app/_skills/matrix";
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
