"use client";
/** Who could take a piece of work: what is asked at the side, what was read in it, and candidates with every reason. */
import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useMemo } from "react";
import { useMatch } from "@/api/skills";
import { go } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Ask } from "@/app/_skills/ask";
import { NobodyHas } from "@/app/_skills/nobody-has";
import { type Asked, askedIn, keysOf, questionOf } from "@/app/_skills/question";
import { SkillTabs } from "@/app/_skills/tabs";
import { pageNames } from "@/text/en-pages";
import { skills } from "@/text/en-skills";
import { Card, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

/* Fetched while the answer is asked for: what it is drawn with is not waited for by who only asks. */
const Matched = lazy(() => import("@/app/_skills/matched"));

export default function Matching() {
  const may = useMay()("POST /api/v1/matching");
  return (
    <>
      <PageHead title={skills.title} name={`${pageNames.matching} · ${skills.title}`} teams says="" />
      <PageBody>
        <SkillTabs />
        {may ? (
          <AskedAndAnswered />
        ) : (
          <Card>
            <Empty>{skills.mayNot}</Empty>
          </Card>
        )}
      </PageBody>
    </>
  );
}

function AskedAndAnswered() {
  const { workspace, team } = usePlace();
  const search = useSearchParams();
  // The same object for the same question: what somebody is typing outlives another period or team.
  const written = JSON.stringify(askedIn(search));
  const asked = useMemo(() => JSON.parse(written) as Asked, [written]);
  const question = useMemo(() => questionOf(asked, team), [asked, team]);
  const query = useMatch(workspace.id, question);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[340px_minmax(0,1fr)]">
      <Ask asked={asked} busy={query.isFetching} onAsk={(next) => go(keysOf(next))} />
      <div aria-live="polite" aria-busy={query.isFetching} className="min-w-0 space-y-4">
        {question === null ? (
          <NobodyHas />
        ) : query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : query.data === undefined ? (
          <Loading />
        ) : (
          <Suspense fallback={<Loading />}>
            <Matched key={query.data.id} match={query.data} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function Loading() {
  return (
    <>
      <Card title={skills.readTitle}>
        <Skeleton className="h-24" />
      </Card>
      <Card title={skills.again}>
        <Skeleton className="h-96" />
      </Card>
    </>
  );
}
