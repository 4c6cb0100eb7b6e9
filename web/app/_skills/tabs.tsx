"use client";
/** The ways between the pages about what people know; while there is one page there are none. */
import { useHere, useHref } from "@/app/_frame/address";
import { Tabs } from "@/app/_frame/tabs";
import { skills } from "@/text/en-skills";
import { SKILL_PAGES } from "./pages";

export function SkillTabs() {
  const here = useHere();
  const href = useHref();
  if (SKILL_PAGES.length < 2) return null;
  return (
    <Tabs
      label={skills.tabs}
      tabs={SKILL_PAGES.map(({ path, title }) => ({ href: href(path), title, chosen: path === here }))}
    />
  );
}
