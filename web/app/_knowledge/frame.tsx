"use client";
/** What all parts of knowledge share: their head, what narrows them down, and the ways to each other. */
import type { ReactNode } from "react";
import { useAddress, useHere, useHref } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { Tabs } from "@/app/_frame/tabs";
import { knowledge } from "@/text/en-knowledge";
import { KNOWLEDGE_PAGES } from "./pages";

export function KnowledgeFrame({ filter, children }: { filter: ReactNode; children: ReactNode }) {
  const here = useHere();
  const href = useHref();
  const { repository } = useAddress();
  const page = KNOWLEDGE_PAGES.find(({ path }) => path === here);
  return (
    <>
      <PageHead
        title={knowledge.title}
        name={page === undefined ? knowledge.title : `${page.title} · ${knowledge.title}`}
        filter={filter}
      />
      <PageBody>
        <Tabs
          label={knowledge.tabs}
          tabs={KNOWLEDGE_PAGES.map(({ path, title }) => ({
            href: href(path, { repository }),
            title,
            chosen: path === here,
          }))}
        />
        {children}
      </PageBody>
    </>
  );
}
