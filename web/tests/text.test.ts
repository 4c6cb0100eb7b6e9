import { describe, expect, it } from "vitest";
import { address, Problem } from "@/api/client";
import { match } from "@/app/_frame/matching";
import { initials, tame } from "@/ui/basic";
import { ordered } from "@/ui/table";

describe("text from outside", () => {
  it("cannot turn the line around or hide", () => {
    expect(tame("user\u202egnp.exe")).toBe("user\ufffdgnp.exe");
    expect(tame("a\u0000b\u001b[31m")).toBe("a\ufffdb\ufffd[31m");
    expect(tame("zero\u200bwidth")).toBe("zero\ufffdwidth");
  });
  it("keeps what scripts and emoji need", () => {
    expect(tame("می\u200cخواهم")).toBe("می\u200cخواهم");
    expect(tame("👩\u200d💻")).toBe("👩\u200d💻");
  });
  it("is one line", () => expect(tame("one\r\n\ttwo")).toBe("one two"));
});

describe("initials", () => {
  it("are the first and last name's", () => expect(initials("Ada van der Berg")).toBe("AB"));
  it("are two letters of one word", () => expect(initials("payments")).toBe("PA"));
  it("exist for any name", () => {
    expect(initials("")).toBe("?");
    expect(initials("\u202e")).not.toContain("\u202e");
    expect(initials("李 雷")).toBe("李雷");
  });
});

describe("an address of the API", () => {
  it("leaves out what is not set", () => {
    expect(address("/x", { a: 1, b: null, c: undefined, d: "", e: "y z" })).toBe("/api/v1/x?a=1&e=y+z");
  });
});

describe("finding by letters", () => {
  it("prefers the beginning of a word", () => {
    expect(match("Median commit size", "com")).toBe(0);
    expect(match("Median commit size", "ommi")).toBe(1);
    expect(match("Median commit size", "mcs")).toBe(2);
    expect(match("Median commit size", "xyz")).toBeNull();
  });
});

describe("rows in order", () => {
  const rows = [{ n: 2 as number | null }, { n: null }, { n: 10 }];
  it("put what is missing last either way", () => {
    const by = (descending: boolean) => ordered(rows, { key: "n", descending }, (row) => row.n).map((row) => row.n);
    expect(by(false)).toEqual([2, 10, null]);
    expect(by(true)).toEqual([10, 2, null]);
  });
});

describe("a problem", () => {
  it("is a sentence and a next step", () => {
    const problem = new Problem(400, "That cannot be used", "There is no repository there.", "Give another path.");
    expect(`${problem.detail} ${problem.nextStep}`).toBe("There is no repository there. Give another path.");
  });
});
