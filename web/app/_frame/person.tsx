"use client";
/** One person's page. Figures about when somebody works are for their own eyes; the API withholds them and says so. */
import Link from "next/link";
import { lazy } from "react";
import { useDeveloper } from "@/api/hooks";
import type { DeveloperDetail } from "@/api/types";
import { CompareWay } from "@/app/_compare/way";
import { Families } from "@/metrics/families";
import { ActivityPanel, CalendarPanel, Headline, HoursPanel, LanguagesPanel } from "@/metrics/panels";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { profile } from "@/text/en-profile";
import { Badge, Card, Foreign } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { useHref } from "./address";
import { Below } from "./below";
import { PageBody, PageHead } from "./page-head";
import { usePlace } from "./place";

/* What stands further down comes when it is drawn. */
const About = lazy(() => import("@/app/_person/about"));
const AccessLog = lazy(() => import("./access-log"));
const Now = lazy(() => import("@/app/_person/now"));
const Reviewing = lazy(() => import("@/app/_person/reviewing"));
const Usual = lazy(() => import("@/app/_person/usual"));
const WorkingTime = lazy(() => import("./working-time"));

export function PersonPage({ id, title }: { id: string; title?: string }) {
  const { workspace } = usePlace();
  const href = useHref();
  const query = useDeveloper(workspace.id, id);
  const person = query.data;
  const name = person?.name ?? (person ? en.people.unnamed : "");
  return (
    <>
      <PageHead
        title={person ? <Foreign>{name}</Foreign> : (title ?? en.nav.person)}
        name={name || en.nav.person}
        periods
        filter={
          person?.kind === "human" && (
            <>
              <CompareWay kind="developer" id={id} />
              <Link
                href={href("/insights/profile", { developer: id })}
                prefetch={false}
                className="control inline-flex items-center"
              >
                {profile.open}
              </Link>
            </>
          )
        }
        badge={
          <>
            {person?.is_me && <Badge tone="accent">{en.person.meBadge}</Badge>}
            {person && person.kind !== "human" && <Badge>{person.kind}</Badge>}
          </>
        }
      />
      <PageBody>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : (
          <Content id={id} person={person} />
        )}
      </PageBody>
    </>
  );
}

function Content({ id, person }: { id: string; person: DeveloperDetail | undefined }) {
  const subject = `developer:${id}`;
  const isMe = person?.is_me ?? false;
  return (
    <>
      <Headline subject={subject} level="developer" />
      {person?.kind === "human" && (
        <Below size="h-[253px] max-lg:h-[422px]">
          <Now id={id} isMe={isMe} />
        </Below>
      )}
      <div className="grid gap-4 lg:grid-cols-3">
        <ActivityPanel subject={subject} level="developer" className="lg:col-span-2" />
        <LanguagesPanel subject={subject} />
      </div>
      <Families subject={subject} level="developer" />
      {isMe && (
        <Below size="h-[420px]">
          <Usual id={id} />
        </Below>
      )}
      {person?.kind === "human" && (
        <Below size="h-[420px]">
          <Reviewing id={id} isMe={isMe} />
        </Below>
      )}
      <Below size="h-[284px] max-lg:h-[582px] max-sm:h-[612px]">
        <div className="grid gap-4 lg:grid-cols-3">
          <CalendarPanel subject={subject} className="lg:col-span-2" />
          <HoursPanel subject={subject} title={isMe ? en.person.hours : en.person.hoursOther} />
        </div>
      </Below>
      <Below size="h-[480px] max-lg:h-[900px]">
        <div className="grid items-start gap-4 lg:grid-cols-3">
          <div className="min-w-0 lg:col-span-2">
            <Subjects
              by="repository"
              subject={subject}
              title={en.person.repositories}
              empty={en.overview.emptyPeriod}
            />
          </div>
          <div className="min-w-0 space-y-4">
            <About person={person} />
            {person?.kind === "human" && <WorkingTime id={id} />}
          </div>
        </div>
      </Below>
      {isMe && (
        <Below size="h-[300px]">
          <AccessLog id={id} />
        </Below>
      )}
    </>
  );
}
