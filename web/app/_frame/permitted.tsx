"use client";
/** A page whose address somebody knows, and whose numbers they may not ask for: it says so, and asks for nothing. */
import type { ReactNode } from "react";
import { SETTINGS_PAGES } from "@/app/(pages)/settings/pages";
import { en } from "@/text/en";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";
import { useHere, useHref } from "./address";
import { useMay } from "./may";
import { PageBody, PageHead } from "./page-head";
import { others, PAGES } from "./rail";

const NEEDING = [
  ...PAGES.flatMap((page) => [page, ...others(page).map((path) => ({ ...page, path }))]),
  ...SETTINGS_PAGES,
];

export function Permitted({ children }: { children: ReactNode }) {
  const may = useMay();
  const href = useHref();
  const here = useHere();
  const refused = NEEDING.find(({ path, needs }) => path === here && needs !== undefined && !may(needs));
  if (refused === undefined) return children;
  return (
    <>
      <PageHead title={refused.title} />
      <PageBody>
        <Card>
          <Empty
            title={en.error.notForYou}
            action={<ButtonLink href={href("/overview")}>{en.nav.overview}</ButtonLink>}
          >
            {en.error.notForYouNext}
          </Empty>
        </Card>
      </PageBody>
    </>
  );
}
