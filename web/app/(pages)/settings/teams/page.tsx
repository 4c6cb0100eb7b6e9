"use client";
/** The teams: who is and was in each, and which repositories they own. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTeam, useTeams } from "@/api/hooks";
import { useOwned } from "@/api/settings";
import type { Team } from "@/api/types";
import { go, useAddress } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { NewTeam } from "@/app/_frame/new-team";
import { usePlace } from "@/app/_frame/place";
import { TeamMembers } from "@/app/_frame/team-members";
import { RepositoryOwners } from "@/app/_settings/owners";
import { TeamStays } from "@/app/_settings/team-stays";
import { en } from "@/text/en";
import { owning as text } from "@/text/en-owning";
import { Button, Card, cx, Foreign, Initials, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

export default function TeamSettings() {
  const { workspace } = usePlace();
  const { id } = useAddress();
  const query = useTeams(workspace.id);
  const [making, setMaking] = useState(false);
  const make = useMay()("POST /api/v1/workspaces/{workspace_id}/teams") && (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" size={14} /> {en.teams.create}
    </Button>
  );
  return (
    <>
      <Card flush title={text.teams} says={text.teamsSays} actions={make} className="overflow-hidden">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : query.data?.length === 0 ? (
          <Empty title={en.teams.emptyTitle}>{en.teams.empty}</Empty>
        ) : (
          <TeamTable teams={query.data} chosen={id} />
        )}
      </Card>
      {id !== null && query.data?.some((one) => one.id === id) && <Chosen key={id} id={id} />}
      {/* How many teams stand above it is known then: it does not move. */}
      {!query.isPending && <RepositoryOwners />}
      {making && <NewTeam onClose={() => setMaking(false)} />}
    </>
  );
}

function TeamTable({ teams, chosen }: { teams: readonly Team[] | undefined; chosen: string | null }) {
  const { workspace } = usePlace();
  const owned = useOwned(workspace.id).data;
  const columns: Column<Team>[] = [
    {
      key: "name",
      title: en.columns.team,
      cell: (team) => (
        <button
          type="button"
          aria-pressed={team.id === chosen}
          onClick={() => go({ id: team.id === chosen ? null : team.id })}
          className={cx(
            "-mx-1 flex items-center gap-2 rounded px-1 text-left font-medium whitespace-nowrap hover:text-accent-ink",
            team.id === chosen && "bg-accent-wash text-accent-ink",
          )}
        >
          <Initials name={team.name} square />
          <Foreign>{team.name}</Foreign>
        </button>
      ),
    },
    { key: "members", title: text.now, number: true, cell: (team) => team.developer_ids.length },
    {
      key: "owns",
      title: text.owns,
      cell: (team) => {
        if (owned === undefined) return <Skeleton className="h-3 w-32" />;
        const names = owned.filter(({ owners }) => owners.some(({ team_id }) => team_id === team.id));
        return names.length === 0 ? (
          <span className="text-ink-3">{text.nothing}</span>
        ) : (
          <Foreign className="text-ink-2">{names.map(({ name }) => name).join(", ")}</Foreign>
        );
      },
    },
    {
      key: "numbers",
      title: "",
      label: text.numbers,
      number: true,
      from: "sm",
      cell: (team) => (
        <ButtonLink href="/team" changes={{ id: team.id }}>
          {text.numbers}
        </ButtonLink>
      ),
    },
  ];
  return (
    <Table label={text.teams} columns={columns} rows={teams ?? []} rowKey={(team) => team.id} loading={teams ? 0 : 4} />
  );
}

function Chosen({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useTeam(workspace.id, id);
  return (
    <>
      <TeamStays team={query.data} query={query} />
      {query.data && <TeamMembers id={id} team={query.data} />}
    </>
  );
}
