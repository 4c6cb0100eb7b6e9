"use client";
/** What one person works in and knows, and what their seniority is read from: `?developer=` says whose, else one's own. */
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { type Profile as Shape, type SkillKind, useProfile } from "@/api/expertise";
import { useMine } from "@/api/hooks";
import { go, useAddress, useHref } from "@/app/_frame/address";
import { ChoosePerson } from "@/app/_frame/choose-person";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Seniority } from "@/app/_profile/seniority";
import { Skills } from "@/app/_profile/skills";
import { Volumes } from "@/app/_profile/volumes";
import { SkillTabs } from "@/app/_skills/tabs";
import { count } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";
import { profile } from "@/text/en-profile";
import { Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

const KINDS: readonly SkillKind[] = ["language", "framework", "domain"];

export default function Profile() {
  const { workspace } = usePlace();
  const { developer } = useAddress();
  const mine = useMine(workspace.id);
  const id = developer ?? mine.data?.id ?? null;
  if (id !== null) return <Of key={id} id={id} />;
  return (
    <>
      <PageHead title={profile.title} />
      <PageBody>
        <SkillTabs />
        {mine.isPending ? <Skeleton className="h-40" /> : <Choose />}
      </PageBody>
    </>
  );
}

function Choose() {
  return (
    <Card title={profile.choose} says={profile.chooseSays}>
      <div className="max-w-[420px] space-y-3">
        <ChoosePerson chosen={null} kind="human" onChoose={(one) => go({ developer: one })} />
      </div>
    </Card>
  );
}

function Of({ id }: { id: string }) {
  const { workspace } = usePlace();
  const href = useHref();
  const [choosing, setChoosing] = useState(false);
  const query = useProfile(workspace.id, id);
  const found = query.data;
  const name = found?.developer.name ?? profile.title;
  return (
    <>
      <PageHead
        title={found ? <Foreign>{name}</Foreign> : profile.title}
        name={found ? profile.of(name) : profile.title}
        says={profile.openSays}
        filter={
          <>
            <Button aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
              {profile.another}
            </Button>
            <Link href={href("/person", { id })} prefetch={false} className="control inline-flex items-center">
              {profile.person}
            </Link>
          </>
        }
      />
      <PageBody>
        <SkillTabs />
        {choosing && <Choose />}
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : !found ? (
          <Skeletons />
        ) : found.withheld !== null || found.failure !== null ? (
          <Card>
            <Empty>{found.withheld ?? found.failure}</Empty>
          </Card>
        ) : found.n === 0 ? (
          <Card>
            <Empty>{profile.nothing}</Empty>
          </Card>
        ) : (
          <Whole found={found} />
        )}
      </PageBody>
    </>
  );
}

function Skeletons() {
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Skeleton className="h-[420px] lg:col-span-2" />
      <Skeleton className="h-[420px]" />
      <Skeleton className="h-[360px]" />
      <Skeleton className="h-[360px]" />
      <Skeleton className="h-[360px]" />
    </div>
  );
}

function Whole({ found }: { found: Shape }) {
  return (
    <>
      <p className="max-w-[96ch] text-small text-ink-3">{profile.how(found.half_life_days)}</p>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        {KINDS.map((kind) => (
          <Skills
            key={kind}
            kind={kind}
            developer={found.developer.id ?? ""}
            skills={found.skills.filter((one) => one.kind === kind)}
          />
        ))}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        {found.seniority && <Seniority found={found.seniority} className="lg:col-span-2" />}
        <div className="min-w-0 space-y-4">
          <Glance found={found} />
          <Volumes languages={found.languages} />
        </div>
      </div>
    </>
  );
}

function Glance({ found }: { found: Shape }) {
  const facts: [string, ReactNode][] = [
    [profile.days, count(found.n)],
    [profile.since, found.first_day === null ? "–" : writeDay(found.first_day, "")],
    [profile.until, found.last_day === null ? "–" : writeDay(found.last_day, "")],
    [profile.known, count(found.skills.length)],
    [profile.counted, <Instant key="at" at={found.as_of} />],
  ];
  return (
    <Card title={profile.glance}>
      <dl className="space-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-ink-2">{name}</dt>
            <dd className="figures text-right">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 border-t border-line pt-3 text-small text-ink-3">{found.caution}</p>
    </Card>
  );
}
