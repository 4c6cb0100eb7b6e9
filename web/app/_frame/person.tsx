"use client";
/** One person's page. Figures about when somebody works are for their own eyes; the API withholds them and says so. */
import Link from "next/link";
import type { ReactNode } from "react";
import { useClaim } from "@/api/changes";
import { useDeveloper } from "@/api/hooks";
import type { DeveloperDetail } from "@/api/types";
import { CompareWay } from "@/app/_compare/way";
import { Reviewing } from "@/app/_person/reviewing";
import { Usual } from "@/app/_person/usual";
import { Families } from "@/metrics/families";
import { ActivityPanel, CalendarPanel, Headline, HoursPanel, LanguagesPanel } from "@/metrics/panels";
import { writeRange } from "@/metrics/periods";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { profile } from "@/text/en-profile";
import { Badge, Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { AccessLog } from "./access-log";
import { useHref } from "./address";
import { KnownAs } from "./known-as";
import { PageBody, PageHead } from "./page-head";
import { usePlace } from "./place";
import { WorkingTime } from "./working-time";

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
      <div className="grid gap-4 lg:grid-cols-3">
        <ActivityPanel subject={subject} level="developer" className="lg:col-span-2" />
        <LanguagesPanel subject={subject} />
      </div>
      <Families subject={subject} level="developer" />
      {isMe && <Usual id={id} />}
      {person?.kind === "human" && <Reviewing id={id} isMe={isMe} />}
      <div className="grid gap-4 lg:grid-cols-3">
        <CalendarPanel subject={subject} className="lg:col-span-2" />
        <HoursPanel subject={subject} title={isMe ? en.person.hours : en.person.hoursOther} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <div className="min-w-0 lg:col-span-2">
          <Subjects by="repository" subject={subject} title={en.person.repositories} empty={en.overview.emptyPeriod} />
        </div>
        <div className="min-w-0 space-y-4">
          <About person={person} />
          {person?.kind === "human" && <WorkingTime id={id} />}
        </div>
      </div>
      {isMe && <AccessLog id={id} />}
    </>
  );
}

function About({ person }: { person: DeveloperDetail | undefined }) {
  const href = useHref();
  if (!person) {
    return (
      <Card title={en.person.identities}>
        <Skeleton className="h-16" />
      </Card>
    );
  }
  return (
    <Card title={en.person.identities} says={en.person.identitiesSay} actions={<ThisIsMe person={person} />}>
      <KnownAs person={person} />
      <h3 className="mt-4 mb-1 text-small text-ink-3">{en.person.teams}</h3>
      {person.stints.length === 0 ? (
        <p className="text-ink-2">{en.person.noTeams}</p>
      ) : (
        <ul className="space-y-1">
          {person.stints.map((stint, index) => (
            <li key={index} className="flex items-baseline justify-between gap-3">
              <Link
                href={href("/team", { id: stint.team.id })}
                prefetch={false}
                className="hover:text-accent-ink hover:underline"
              >
                <Foreign>{stint.team.name}</Foreign>
              </Link>
              <span className="text-small text-ink-3">{when(stint.joined_at, stint.left_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function when(joined: string | null, left: string | null): ReactNode {
  if (joined && left) return writeRange(joined.slice(0, 10), left.slice(0, 10));
  if (joined) return en.person.since(writeRange(joined.slice(0, 10), joined.slice(0, 10)));
  return left ? en.person.until(writeRange(left.slice(0, 10), left.slice(0, 10))) : en.team.stillHere;
}

function ThisIsMe({ person }: { person: DeveloperDetail }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const claim = useClaim(workspace.id);
  if (person.kind !== "human") return null;
  const say = (id: string | null) =>
    claim.mutate(id, {
      onSuccess: () => tell(id === null ? en.person.noMe : en.person.nowMe(person.name ?? en.people.unnamed)),
      onError: (error) => tell(inWords(error)),
    });
  return (
    <Button disabled={claim.isPending} onClick={() => say(person.is_me ? null : person.id)}>
      {person.is_me ? en.person.notMe : en.person.me}
    </Button>
  );
}
