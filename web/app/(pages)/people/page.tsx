"use client";
import Link from "next/link";
/** Everybody who wrote a commit, findable by name or address, with their readings beside it. */
import { type ReactNode, useDeferredValue, useState } from "react";
import { type FoundPerson, usePeopleSearch } from "@/api/expertise";
import { useDevelopers } from "@/api/hooks";
import type { Developer } from "@/api/types";
import { useHref } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { profile, search } from "@/text/en-profile";
import { Badge, Button, Card, Foreign, Initials, Instant } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";

export default function People() {
  const { team } = usePlace();
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<"human" | "bot">("human");
  const q = useDeferredValue(typed.trim());
  return (
    <>
      <PageHead title={en.people.title} periods teams />
      <PageBody>
        <div className="flex flex-wrap items-center gap-2">
          <Find label={search.find} value={typed} onChange={setTyped} className="sm:max-w-[320px]" />
          {(["human", "bot"] as const).map((one) => (
            <Button
              key={one}
              aria-pressed={kind === one}
              className="aria-pressed:bg-accent-wash! aria-pressed:text-accent-ink!"
              onClick={() => setKind(one)}
            >
              {one === "human" ? en.people.humans : en.people.bots}
            </Button>
          ))}
        </div>
        {q === "" && kind === "human" ? (
          <Subjects
            by="developer"
            subject={team === null ? "workspace" : `team:${team}`}
            title={en.people.active}
            says={en.overview.peopleSays}
            most={50}
            empty={en.overview.emptyPeriod}
            below={() => <Found q={q} kind={kind} />}
          />
        ) : kind === "human" ? (
          <Searched q={q} />
        ) : (
          <Found q={q} kind={kind} />
        )}
      </PageBody>
    </>
  );
}

/** Who fits what was typed, the best first, and what they were found by. */
function Searched({ q }: { q: string }) {
  const { workspace } = usePlace();
  const href = useHref();
  const query = usePeopleSearch(workspace.id, q, { kind: "human", limit: 50 });
  const rows = query.data?.items ?? [];
  const columns: Column<FoundPerson>[] = [
    {
      key: "name",
      title: en.columns.person,
      className: "min-w-[140px]",
      cell: (one) => <Who id={one.id} name={one.name ?? en.people.unnamed} />,
    },
    {
      key: "why",
      title: search.why,
      cell: (one) => (
        <span className="flex flex-wrap gap-x-3 gap-y-0.5">
          {one.matches.map(({ by, text, depth }) => (
            <span key={`${by} ${text}`} className="min-w-0">
              <span className="text-small text-ink-3">{search.by[by] ?? by} </span>
              <Foreign className="text-ink-2">{search.match(text, depth)}</Foreign>
            </span>
          ))}
        </span>
      ),
    },
    {
      key: "profile",
      title: profile.title,
      number: true,
      from: "sm",
      cell: (one) => <ProfileLink id={one.id} href={href} />,
    },
  ];
  return (
    <Card flush title={search.found(rows.length)} {...(query.data ? { says: query.data.caution } : {})}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty>{search.none(q)}</Empty>
      ) : (
        <Table
          label={search.found(rows.length)}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          loading={query.isPending ? 6 : 0}
        />
      )}
    </Card>
  );
}

function Who({ id, name, children }: { id: string; name: string; children?: ReactNode }) {
  const href = useHref();
  return (
    <span className="flex items-center gap-2">
      <Initials name={name} />
      <Link
        href={href("/person", { id })}
        prefetch={false}
        className="font-medium hover:text-accent-ink hover:underline"
      >
        <Foreign>{name}</Foreign>
      </Link>
      {children}
    </span>
  );
}

function ProfileLink({ id, href }: { id: string; href: ReturnType<typeof useHref> }) {
  return (
    <Link
      href={href("/insights/profile", { developer: id })}
      prefetch={false}
      className="text-ink-2 hover:text-accent-ink hover:underline"
    >
      {profile.skills}
    </Link>
  );
}

function Found({ q, kind }: { q: string; kind: "human" | "bot" }) {
  const { workspace } = usePlace();
  const href = useHref();
  const query = useDevelopers(workspace.id, { ...(q ? { q } : {}), kind });
  // Agents are their own kind, and few: they stand with the bots.
  const agents = useDevelopers(workspace.id, { ...(q ? { q } : {}), kind: "agent" }, kind === "bot");
  const rows = [...(query.data?.pages ?? []), ...(kind === "bot" ? (agents.data?.pages ?? []) : [])].flatMap(
    (page) => page.items,
  );
  const columns: Column<Developer>[] = [
    {
      key: "name",
      title: en.columns.person,
      className: "min-w-[140px]",
      cell: (one) => (
        <Who id={one.id} name={one.name ?? en.people.unnamed}>
          {one.is_me && <Badge tone="accent">{en.person.meBadge}</Badge>}
          {one.kind !== "human" && <Badge>{one.kind}</Badge>}
        </Who>
      ),
    },
    {
      key: "teams",
      title: en.person.teams,
      from: "sm",
      cell: (one) => <Foreign className="text-ink-2">{one.teams.map((team) => team.name).join(", ")}</Foreign>,
    },
    {
      key: "email",
      title: en.people.address,
      from: "sm",
      cell: (one) => <Foreign className="text-ink-2">{one.email ?? ""}</Foreign>,
    },
    {
      key: "profile",
      title: profile.title,
      from: "sm",
      cell: (one) => (one.kind === "human" ? <ProfileLink id={one.id} href={href} /> : null),
    },
    { key: "last", title: en.columns.last, number: true, cell: (one) => <Instant at={one.last_activity_at} /> },
  ];
  return (
    <Card flush title={en.people.everybody} says={en.people.everybodySays} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty {...(q ? {} : { title: en.people.emptyTitle })}>{q ? en.people.noneFound(q) : en.people.empty}</Empty>
      ) : (
        <Table
          label={en.people.everybody}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          loading={query.isPending ? 6 : 0}
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}
