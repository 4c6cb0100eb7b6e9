"use client";
/** Issues: how open ones stand, how old they are, which are stuck and why, whose they are; and each of them. */
import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useMemo } from "react";
import { useStanding } from "@/api/issues";
import { useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Listed } from "@/app/_issues/listed";
import { isNarrowed, NOBODY, narrowedIn } from "@/app/_issues/narrowed";
import { Ages, Reasons, StandingTiles, Whose } from "@/app/_issues/standing";
import { IssueTabs } from "@/app/_issues/tabs";
import { issues as en } from "@/text/en-issues";
import { pageNames } from "@/text/en-pages";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";

const IssueDrawer = lazy(() => import("@/app/_issues/drawer"));

export default function Issues() {
  const { workspace, team } = usePlace();
  const { open } = useAddress();
  const search = useSearchParams();
  const narrowed = useMemo(() => narrowedIn(search), [search]);
  const query = useStanding(workspace.id, team);
  const chosen =
    narrowed.stuck === "any"
      ? "stuck"
      : narrowed.assignee === NOBODY
        ? "nobody"
        : narrowed.state === "open"
          ? null
          : narrowed.state;
  return (
    <>
      <PageHead title={pageNames.issues} teams says="" />
      <PageBody>
        <IssueTabs />
        {query.data?.has_any === false ? (
          <Card>
            <Empty title={en.none} action={<ButtonLink href="/integrations">{en.connect}</ButtonLink>}>
              {en.noneSays}
            </Empty>
          </Card>
        ) : query.data?.withheld ? (
          <Card>
            <Empty>{query.data.withheld}</Empty>
          </Card>
        ) : (
          <>
            <StandingTiles query={query} chosen={chosen} />
            <div className="grid gap-4 lg:grid-cols-3">
              <Ages query={query} />
              <Reasons query={query} />
              <Whose query={query} />
            </div>
            <Listed narrowed={narrowed} cleared={!isNarrowed(search)} />
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
