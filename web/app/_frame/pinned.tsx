"use client";
/** What somebody pinned to the rail, and what they open most of what has no place in it; where it has room for words. */
import { GraduationCap, ListTodo, Map as MapIcon, Rocket, Settings } from "lucide-react";
import { DELIVERY_PAGES } from "@/app/_delivery/pages";
import { ISSUE_PAGES } from "@/app/_issues/pages";
import { KNOWLEDGE_PAGES } from "@/app/_knowledge/pages";
import { SKILL_PAGES } from "@/app/_skills/pages";
import { SETTINGS_PAGES } from "@/app/(pages)/settings/pages";
import { pinning } from "@/text/en-pages";
import { usePins } from "./pins";
import { type Item, Links, PAGES } from "./rail";

const MOST_OFTEN = 3;
/** Parts of pages that have an address of their own. */
const PARTS: Item[] = [
  ...DELIVERY_PAGES.slice(1).map(({ path, title }) => ({ path, title, icon: Rocket })),
  ...KNOWLEDGE_PAGES.slice(1).map(({ path, title }) => ({ path, title, icon: MapIcon })),
  ...SKILL_PAGES.slice(1).map(({ path, title }) => ({ path, title, icon: GraduationCap })),
  ...ISSUE_PAGES.slice(1).map(({ path, title }) => ({ path, title, icon: ListTodo })),
  ...SETTINGS_PAGES.slice(1).map(({ path, title, needs }) => ({ path, title, needs, icon: Settings })),
];

function among(pages: readonly Item[], paths: readonly string[]): Item[] {
  return paths.map((path) => pages.find((page) => page.path === path)).filter((page) => page !== undefined);
}

export default function Pinned() {
  const { pinned, often } = usePins();
  const groups = [
    { title: pinning.pinned, items: among([...PAGES, ...PARTS], pinned) },
    { title: pinning.often, items: among(PARTS, often).slice(0, MOST_OFTEN) },
  ];
  return groups.map(({ title, items }) =>
    items.length === 0 ? null : (
      <div key={title} className="max-lg:hidden">
        <p className="mb-1 px-2 text-fine text-ink-3">{title}</p>
        <Links items={items} />
      </div>
    ),
  );
}
