"use client";
/** Sprints: one in numbers and day by day, and all of them in a list. */
import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { useSprint, useSprints } from "@/api/issues";
import { useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { usualOf } from "@/app/_issues/sprint";
import { SprintView } from "@/app/_issues/sprint-detail";
import { SPRINT_STATES, SprintList } from "@/app/_issues/sprint-list";
import { IssueTabs } from "@/app/_issues/tabs";
import { sprints as en, issues } from "@/text/en-issues";
import { pageNames } from "@/text/en-pages";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";

const IssueDrawer = lazy(() => import("@/app/_issues/drawer"));

export default function Sprints() {
  const { workspace } = usePlace();
  const { id, open } = useAddress();
  const said = useSearchParams().get("state");
  const state = SPRINT_STATES.find((one) => one === said) ?? null;
  const list = useSprints(workspace.id, state);
  const rows = list.data?.pages[0]?.items;
  const usual = rows === undefined ? null : usualOf(rows);
  const shown = id ?? usual?.id ?? null;
  const one = useSprint(workspace.id, shown);
  const isNone = id === null && state === null && rows?.length === 0;
  // The list stands under the sprint, whose height is known once it, or that there is none, was told.
  const [hasStood, setStood] = useState(false);
  if (!hasStood && !list.isPending && (shown === null || !one.isPending)) setStood(true);
  return (
    <>
      <PageHead title={pageNames.issues} name={`${pageNames.sprints} · ${pageNames.issues}`} says="" />
      <PageBody>
        <IssueTabs />
        {isNone ? (
          <Card>
            <Empty title={en.none} action={<ButtonLink href="/integrations">{issues.connect}</ButtonLink>}>
              {en.noneSays}
            </Empty>
          </Card>
        ) : (
          <>
            {(shown !== null || rows === undefined) && (
              <SprintView query={shown === null ? { ...one, error: list.error } : one} />
            )}
            {hasStood && <SprintList query={list} state={state} chosen={shown} />}
          </>
        )}
      </PageBody>
      {open?.kind === "issue" && (
        <Suspense fallback={null}>
          <IssueDrawer />
        </Suspense>
      )}
    </>
  );
}
