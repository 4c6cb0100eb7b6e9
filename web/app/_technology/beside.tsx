"use client";
/** What to move to, how each repository stands, and what could not be read. */
import { useState } from "react";
import type { TeamTechnology } from "@/api/technology";
import { count, say } from "@/metrics/format";
import { technology } from "@/text/en-technology";
import { Card, Foreign, Skeleton } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { Status } from "./status";

const FIRST = 8;

export function Suggestions({ found }: { found: TeamTechnology | undefined }) {
  const [all, setAll] = useState(false);
  const rows = found?.upgrade_suggestions ?? [];
  return (
    <Card title={technology.suggestions} says={technology.suggestionsSays}>
      {found === undefined ? (
        <Skeleton className="h-64" />
      ) : rows.length === 0 ? (
        <Empty>{technology.suggestionsNone}</Empty>
      ) : (
        <>
          <ul className="border-t border-line">
            {rows.slice(0, all ? undefined : FIRST).map((row, at) => (
              <li key={at} className="border-b border-line py-2">
                <p className="flex items-baseline justify-between gap-3">
                  <span className="min-w-0 truncate">
                    <Foreign className="font-medium">{row.technology}</Foreign>{" "}
                    <span className="figures">{technology.move(row.version ?? technology.none, row.to ?? "")}</span>
                  </span>
                  <Status status={row.status} />
                </p>
                <p className="truncate text-small text-ink-3">
                  <Foreign>{row.repository}</Foreign> · {row.reason}{" "}
                  {row.at_least !== null && technology.atLeast(row.at_least)}
                </p>
              </li>
            ))}
          </ul>
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}

type Row = TeamTechnology["repositories"][number];

function sortedBy(row: Row, key: string): string | number | null {
  switch (key) {
    case "repository":
      return row.repository;
    case "outdated":
      return row.outdated_count;
    case "deprecated":
      return row.deprecated_count;
    case "adoption":
      return row.adoption_score;
    default:
      return row.n;
  }
}

const { repositoryColumns: TITLES } = technology;
const COLUMNS: Column<Row>[] = [
  {
    key: "repository",
    title: TITLES.repository,
    sortable: true,
    className: "w-full min-w-[120px]",
    cell: (row) => <Foreign className="line-clamp-1">{row.repository}</Foreign>,
  },
  { key: "n", title: TITLES.n, number: true, sortable: true, from: "sm", cell: (row) => count(row.n) },
  { key: "outdated", title: TITLES.outdated, number: true, sortable: true, cell: (row) => count(row.outdated_count) },
  {
    key: "deprecated",
    title: TITLES.deprecated,
    number: true,
    sortable: true,
    cell: (row) => count(row.deprecated_count),
  },
  {
    key: "adoption",
    title: TITLES.adoption,
    number: true,
    sortable: true,
    from: "sm",
    cell: (row) => say(row.adoption_score, "share"),
  },
];

export function ByRepository({ found }: { found: TeamTechnology | undefined }) {
  const [order, setOrder] = useState<Order>({ key: "deprecated", descending: true });
  const [all, setAll] = useState(false);
  const rows = ordered(found?.repositories ?? [], order, sortedBy);
  return (
    <Card title={technology.repositories} says={technology.repositoriesSays} flush>
      <Table
        label={technology.repositories}
        columns={COLUMNS}
        rows={all ? rows : rows.slice(0, FIRST)}
        rowKey={(row) => row.repository_id}
        order={order}
        onOrder={setOrder}
        loading={found === undefined ? FIRST : 0}
      />
      {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
    </Card>
  );
}

export function UnreadManifests({ found }: { found: TeamTechnology | undefined }) {
  if (found === undefined || found.unread.length === 0) return null;
  return (
    <Card title={technology.unread} says={technology.unreadSays(found.unread.length, found.manifests)}>
      <ul className="border-t border-line">
        {found.unread.map((row) => (
          <li key={`${row.repository} ${row.path}`} className="border-b border-line py-2">
            <Foreign className="font-medium">{row.repository}</Foreign>
            <p className="text-small text-ink-3">
              <Foreign>{row.reason}</Foreign>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
