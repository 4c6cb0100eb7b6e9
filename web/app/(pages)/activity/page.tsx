"use client";
/** What happened, by day, newest first. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowUp } from "lucide-react";
import { useMemo } from "react";
import { type ActivityAsk, type Happened, useActivity, useNewest } from "@/api/activity";
import { byDay } from "@/app/_activity/days";
import { Filters } from "@/app/_activity/filters";
import { GROUPS, readGroup } from "@/app/_activity/kinds";
import { ActivityRow } from "@/app/_activity/row";
import { go, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace, useSpan } from "@/app/_frame/place";
import { addDays, dayIn, writeDay } from "@/metrics/periods";
import { activity as text } from "@/text/en-activity";
import { Button, Card, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";

const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export default function WhatHappened() {
  const { kinds, bots, repository, developer } = useAddress();
  const { team } = usePlace();
  const { from, to } = useSpan();
  const group = readGroup(kinds);
  const ask = useMemo<ActivityAsk>(
    () => ({
      from,
      to,
      kinds: GROUPS[group].join(",") || null,
      team_id: team,
      repository_id: repository,
      developer_id: developer,
      bots,
    }),
    [from, to, group, team, repository, developer, bots],
  );
  const narrowed = group !== "all" || [team, repository, developer].some((one) => one !== null);
  return (
    <>
      <PageHead title={text.title} says={text.says} periods teams />
      <PageBody>
        <Filters group={group} bots={bots} />
        <Feed ask={ask} narrowed={narrowed} />
      </PageBody>
    </>
  );
}

function Feed({ ask, narrowed }: { ask: ActivityAsk; narrowed: boolean }) {
  const { workspace } = usePlace();
  const query = useActivity(workspace.id, ask);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const newest = useNewest(workspace.id, ask);
  const isOld = rows?.[0] !== undefined && newest !== null && newest !== rows[0].id;
  if (query.error && rows === undefined)
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  if (rows === undefined) return <Loading />;
  if (rows.length === 0) return <Nothing narrowed={narrowed} />;
  return (
    <>
      {isOld && <Fresh />}
      {byDay(rows, HERE).map(([day, own]) => (
        <Day key={day} day={day} rows={own} />
      ))}
      {query.hasNextPage ? (
        <div className="flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      ) : (
        <p className="pb-4 text-center text-small text-ink-3">{text.end}</p>
      )}
      {query.isFetchNextPageError && <Wrong error={query.error} retry={() => void query.fetchNextPage()} />}
    </>
  );
}

/** What is new comes when somebody wants it, so that nothing moves under their eyes. */
function Fresh() {
  const client = useQueryClient();
  const show = () => {
    window.scrollTo({ top: 0 });
    void client.resetQueries({ queryKey: ["activity"] });
  };
  return (
    <div className="sticky top-14 z-10 flex justify-center">
      <Button look="primary" className="shadow-lift" onClick={show}>
        <ArrowUp aria-hidden="true" size={13} /> {text.fresh}
      </Button>
    </div>
  );
}

function Day({ day, rows }: { day: string; rows: readonly Happened[] }) {
  const today = dayIn(HERE, new Date());
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(new Date(day));
  const named = day === today ? text.today : day === addDays(today, -1) ? text.yesterday : weekday;
  return (
    <section
      aria-label={`${named}, ${writeDay(day, "")}`}
      className="overflow-hidden rounded-card border border-line bg-card"
    >
      <h2 className="flex items-baseline gap-2 border-b border-line px-4 py-2">
        <span className="font-semibold">{named}</span>
        <span className="text-small text-ink-3">{writeDay(day, today.slice(0, 4))}</span>
      </h2>
      <ul className="py-1">
        {rows.map((one) => (
          <ActivityRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Loading() {
  return (
    <div aria-busy="true" className="rounded-card border border-line bg-card px-4 py-3">
      <Skeleton className="mb-3 h-4 w-32" />
      <div className="space-y-3">
        {Array.from({ length: 12 }, (_, at) => (
          <Skeleton key={at} className="h-5 w-full" />
        ))}
      </div>
    </div>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  return (
    <Card>
      {narrowed ? (
        <Empty
          title={text.nothing}
          action={
            <Button onClick={() => go({ kinds: null, team: null, repository: null, developer: null, bots: null })}>
              {text.clear}
            </Button>
          }
        >
          {text.nothingSays}
        </Empty>
      ) : (
        <Empty title={text.never} action={<ButtonLink href="/integrations">{text.connect}</ButtonLink>}>
          {text.neverSays}
        </Empty>
      )}
    </Card>
  );
}
