"use client";
/** Every technology with its repositories and versions; a click shows how its versions came and went. */
import { useState } from "react";
import type { InUse, TeamTechnology } from "@/api/technology";
import { count, NOTHING } from "@/metrics/format";
import { technology } from "@/text/en-technology";
import { Card, Foreign } from "@/ui/basic";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { day } from "./lanes";
import { Status } from "./status";

const FIRST = 14;
const MOST_VERSIONS = 2;
const AGES = ["current", "recent", "outdated", "deprecated"];

/** The longest that anything of it has been behind. */
export function lagOf(row: InUse): number | null {
  const known = row.uses.map(({ lag_days }) => lag_days).filter((lag) => lag !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The first day on which support of something in use ends or ended. */
export function endOf(row: InUse): string | null {
  return (
    row.uses
      .map(({ supported_until }) => supported_until)
      .filter((end) => end !== null)
      .sort()[0] ?? null
  );
}

/** The versions in use, each once, most used first. */
export function versionsOf(row: InUse): string[] {
  const counted = new Map<string, number>();
  for (const { version } of row.uses) if (version !== null) counted.set(version, (counted.get(version) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([version]) => version);
}

const repositoriesOf = (row: InUse) => new Set(row.uses.map(({ repository_id }) => repository_id)).size;

function sortedBy(row: InUse, key: string): string | number | null {
  switch (key) {
    case "name":
      return row.name;
    case "status":
      return row.status === null ? null : AGES.indexOf(row.status);
    case "lag":
      return lagOf(row);
    case "until":
      return endOf(row);
    default:
      return repositoriesOf(row);
  }
}

export function TechnologiesTable({
  found,
  chosen,
  choose,
}: {
  found: TeamTechnology | undefined;
  chosen: string | null;
  choose: (name: string) => void;
}) {
  const [order, setOrder] = useState<Order>({ key: "repositories", descending: true });
  const [all, setAll] = useState(false);
  const { columns } = technology;
  const shape: Column<InUse>[] = [
    {
      key: "name",
      title: columns.name,
      sortable: true,
      className: "w-full min-w-[120px]",
      cell: (row) => (
        <button
          type="button"
          aria-pressed={row.name === chosen}
          onClick={() => choose(row.name)}
          className="block max-w-full py-0.5 text-left"
        >
          <Foreign className="block truncate font-medium">{row.name}</Foreign>
          <span className="block text-small text-ink-3">{row.domain}</span>
        </button>
      ),
    },
    {
      key: "status",
      title: columns.status,
      sortable: true,
      cell: (row) => <Status status={row.status} says={row.uses.find(({ status }) => status === row.status)?.reason} />,
    },
    {
      key: "repositories",
      title: columns.repositories,
      number: true,
      sortable: true,
      cell: (row) => count(repositoriesOf(row)),
    },
    {
      key: "versions",
      title: columns.versions,
      from: "sm",
      cell: (row) => <Versions versions={versionsOf(row)} />,
    },
    {
      key: "lag",
      title: columns.lag,
      number: true,
      sortable: true,
      cell: (row) => {
        const lag = lagOf(row);
        return lag === null ? NOTHING : <span title={technology.behindSays}>{technology.behind(lag)}</span>;
      },
    },
    {
      key: "until",
      title: columns.until,
      number: true,
      sortable: true,
      from: "lg",
      cell: (row) => {
        const end = endOf(row);
        return end === null ? NOTHING : day(end);
      },
    },
  ];
  const rows = ordered(found?.technologies ?? [], order, sortedBy);
  return (
    <Card title={technology.table} says={technology.tableSays} flush>
      <Table
        label={technology.table}
        columns={shape}
        rows={all ? rows : rows.slice(0, FIRST)}
        rowKey={(row) => row.name}
        order={order}
        onOrder={setOrder}
        loading={found === undefined ? FIRST : 0}
      />
      {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
    </Card>
  );
}

function Versions({ versions }: { versions: string[] }) {
  const rest = versions.length - MOST_VERSIONS;
  return (
    <span className="figures text-small whitespace-nowrap text-ink-2" title={versions.join(", ")}>
      {versions.length === 0 ? NOTHING : versions.slice(0, MOST_VERSIONS).join(", ")}
      {rest > 0 && ` +${rest}`}
    </span>
  );
}
