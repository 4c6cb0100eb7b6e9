"use client";
/** The ways between issues and sprints. */
import { useHere, useHref } from "@/app/_frame/address";
import { Tabs } from "@/app/_frame/tabs";
import { issues as en } from "@/text/en-issues";
import { ISSUE_PAGES } from "./pages";

export function IssueTabs() {
  const here = useHere();
  const href = useHref();
  return (
    <Tabs
      label={en.tabs}
      tabs={ISSUE_PAGES.map(({ path, title }) => ({ href: href(path), title, chosen: path === here }))}
    />
  );
}
