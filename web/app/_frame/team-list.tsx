"use client";
/** Teams without a number in the period, with how many are in them now. */
import Link from "next/link";
import type { Team } from "@/api/types";
import { en } from "@/text/en";
import { Card, Foreign, Initials } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { useHref } from "./address";

function TeamName({ team }: { team: Team }) {
  const href = useHref();
  return (
    <span className="flex items-center gap-2">
      <Initials name={team.name} square />
      <Link
        href={href("/team", { id: team.id })}
        prefetch={false}
        className="font-medium hover:text-accent-ink hover:underline"
      >
        <Foreign>{team.name}</Foreign>
      </Link>
    </span>
  );
}

const COLUMNS: Column<Team>[] = [
  { key: "name", title: en.columns.team, cell: (team) => <TeamName team={team} /> },
  {
    key: "description",
    title: en.teams.description,
    from: "sm",
    cell: (team) => <Foreign className="text-ink-2">{team.description ?? ""}</Foreign>,
  },
  { key: "members", title: en.columns.members, number: true, cell: (team) => team.developer_ids.length },
];

export function TeamList({ teams }: { teams: readonly Team[] | undefined }) {
  if (!teams?.length) return null;
  return (
    <Card flush title={en.teams.all} className="overflow-hidden">
      <Table label={en.teams.all} columns={COLUMNS} rows={teams} rowKey={(team) => team.id} />
    </Card>
  );
}
