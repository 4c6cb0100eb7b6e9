import { describe, expect, it } from "vitest";
import type { RulesDocument } from "@/api/investment";
import { documentOf, freshKey, isSameRules, moved, withoutCategory, writtenRules } from "@/app/_investment/rules-form";

const DOCUMENT: RulesDocument = {
  categories: [
    { key: "features", name: "New features", words: ["add", "new"] },
    { key: "debt", name: "Technical debt", words: [] },
  ],
  rules: [
    { category: "debt", labels: ["debt", "tech*debt"], issue_kinds: [], types: ["chore"], branches: [], paths: [] },
    { category: "features", labels: [], issue_kinds: ["story"], types: [], branches: [], paths: [] },
  ],
};

describe("rules about what work is spent on", () => {
  it("come back from the form as they went in", () => {
    expect(documentOf(writtenRules(DOCUMENT))).toEqual(DOCUMENT);
  });
  it("are the same whatever blanks and commas are typed", () => {
    const written = writtenRules(DOCUMENT);
    const [first, ...rest] = written.rules;
    const typed = { ...written, rules: first ? [{ ...first, labels: " debt,tech*debt ,, debt" }, ...rest] : [] };
    expect(isSameRules(typed, written)).toBe(true);
  });
  it("cannot be sent while a category has no name, and leave out a rule that says nothing yet", () => {
    const written = writtenRules(DOCUMENT);
    expect(documentOf({ ...written, categories: [{ key: "a", name: " ", words: "" }] })).toBeNull();
    const blank = { category: "debt", labels: "", issue_kinds: "", types: "", branches: "", paths: " " };
    expect(documentOf({ ...written, rules: [...written.rules, blank] })).toEqual(DOCUMENT);
  });
  it("go in the order they are put in", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  });
  it("lose a category with the rules that lead to it, and get a key nobody has", () => {
    const left = withoutCategory(writtenRules(DOCUMENT), "debt");
    expect(left.rules.map(({ category }) => category)).toEqual(["features"]);
    expect(freshKey([{ key: "category_2", name: "", words: "" }])).toBe("category_3");
  });
});
