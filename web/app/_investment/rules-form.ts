/** Rules as they are being written: lists are text with commas until they are sent. */
import type { RulesDocument } from "@/api/investment";

export const FIELDS = ["labels", "issue_kinds", "types", "branches", "paths"] as const;
export type RuleField = (typeof FIELDS)[number];

export type WrittenRule = { category: string } & Record<RuleField, string>;

export interface WrittenCategory {
  key: string;
  name: string;
  words: string;
}

export interface WrittenRules {
  categories: readonly WrittenCategory[];
  rules: readonly WrittenRule[];
}

const listed = (text: string) => [...new Set(text.split(",").map((part) => part.trim()))].filter((part) => part !== "");
const joined = (parts: readonly string[] | undefined) => (parts ?? []).join(", ");

export function writtenRules({ categories, rules }: RulesDocument): WrittenRules {
  return {
    categories: categories.map(({ key, name, words }) => ({ key, name, words: joined(words) })),
    rules: rules.map((rule) => ({
      category: rule.category,
      labels: joined(rule.labels),
      issue_kinds: joined(rule.issue_kinds),
      types: joined(rule.types),
      branches: joined(rule.branches),
      paths: joined(rule.paths),
    })),
  };
}

/** What is sent; null while a category has no name. Rules that say nothing yet are left out. */
export function documentOf({ categories, rules }: WrittenRules): RulesDocument | null {
  if (categories.some(({ name }) => name.trim() === "") || categories.length === 0) return null;
  return {
    categories: categories.map(({ key, name, words }) => ({
      key,
      name: name.trim(),
      words: listed(words.toLowerCase()),
    })),
    rules: rules
      .map((rule) => ({
        category: rule.category,
        labels: listed(rule.labels),
        issue_kinds: listed(rule.issue_kinds),
        types: listed(rule.types),
        branches: listed(rule.branches),
        paths: listed(rule.paths),
      }))
      .filter((rule) => FIELDS.some((field) => rule[field].length > 0)),
  };
}

export function isSameRules(a: WrittenRules, b: WrittenRules): boolean {
  return JSON.stringify(documentOf(a)) === JSON.stringify(documentOf(b));
}

/** A key nobody has yet, from how many there are: it stays when the name changes. */
export function freshKey(categories: readonly WrittenCategory[]): string {
  let n = categories.length + 1;
  while (categories.some(({ key }) => key === `category_${n}`)) n += 1;
  return `category_${n}`;
}

/** Without a category, and without the rules that lead to it. */
export function withoutCategory(written: WrittenRules, key: string): WrittenRules {
  return {
    categories: written.categories.filter((one) => one.key !== key),
    rules: written.rules.filter((rule) => rule.category !== key),
  };
}

/** One place up (-1) or down (1); at an end it stays. */
export function moved<One>(list: readonly One[], at: number, by: -1 | 1): One[] {
  const next = [...list];
  const [one, other] = [next[at], next[at + by]];
  if (one === undefined || other === undefined) return next;
  next[at] = other;
  next[at + by] = one;
  return next;
}
