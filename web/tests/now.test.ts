import { expect, test } from "vitest";
import { noneOf } from "@/app/_person/now-words";
import { now as text } from "@/text/en-now";

const say = (of: { known: boolean; isMe: boolean; withheld: boolean }) => noneOf(of, "None open.", "Not known.");

test("nothing that may be seen is not said to be nothing", () => {
  expect(say({ known: true, isMe: false, withheld: true })).toBe(text.unseen);
  expect(say({ known: true, isMe: false, withheld: false })).toBe("None open.");
});

test("of oneself nothing is out of reach, and where no source tells, nothing is 0", () => {
  expect(say({ known: true, isMe: true, withheld: true })).toBe("None open.");
  expect(say({ known: false, isMe: true, withheld: true })).toBe("Not known.");
});
