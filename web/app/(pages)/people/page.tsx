"use client";
import Link from "next/link";
/** Everybody who wrote a commit, findable by name or address, with their readings beside it. */
import { useDeferredValue, useState } from "react";
import { useDevelopers } from "@/api/hooks";
import type { Developer } from "@/api/types";
import { useHref } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { Badge, Button, Card, Foreign, Initials, Instant } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

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
          <input
            type="search"
            aria-label={en.people.find}
            placeholder={en.people.find}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="field max-w-[320px]"
          />
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
          />
        ) : null}
        <Found q={q} kind={kind} />
      </PageBody>
    </>
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
      cell: (one) => {
        const name = one.name ?? en.people.unnamed;
        return (
          <span className="flex items-center gap-2">
            <Initials name={name} />
            <Link
              href={href("/person", { id: one.id })}
              prefetch={false}
              className="font-medium hover:text-accent-ink hover:underline"
            >
              <Foreign>{name}</Foreign>
            </Link>
            {one.is_me && <Badge tone="accent">{en.person.meBadge}</Badge>}
            {one.kind !== "human" && <Badge>{one.kind}</Badge>}
          </span>
        );
      },
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
      {query.hasNextPage && (
        <button
          type="button"
          onClick={() => void query.fetchNextPage()}
          className="h-9 w-full border-t border-line text-ink-2 hover:bg-hover hover:text-ink"
        >
          {en.table.more}
        </button>
      )}
    </Card>
  );
}
