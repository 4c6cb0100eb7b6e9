"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTeams } from "@/api/hooks";
/** The teams, their numbers side by side, and a way to make one. */
import { useMay } from "@/app/_frame/may";
import { NewTeam } from "@/app/_frame/new-team";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { TeamList } from "@/app/_frame/team-list";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { Button, Card } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

export default function Teams() {
  const { workspace } = usePlace();
  const query = useTeams(workspace.id);
  const [making, setMaking] = useState(false);
  const make = useMay()("POST /api/v1/workspaces/{workspace_id}/teams") && (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" size={14} /> {en.teams.create}
    </Button>
  );
  return (
    <>
      <PageHead title={en.teams.title} periods />
      <PageBody>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : query.data?.length === 0 ? (
          <Card>
            <Empty title={en.teams.emptyTitle} action={make}>
              {en.teams.empty}
            </Empty>
          </Card>
        ) : (
          <Subjects
            by="team"
            subject="workspace"
            title={en.teams.compared}
            says={en.overview.teamsSays}
            most={50}
            actions={make}
            empty={en.overview.emptyPeriod}
            column={{
              title: en.columns.members,
              cell: (id) => query.data?.find((team) => team.id === id)?.developer_ids.length ?? "–",
            }}
            below={(here) => <TeamList teams={query.data?.filter((team) => !here.has(team.id))} />}
          />
        )}
        {making && <NewTeam onClose={() => setMaking(false)} />}
      </PageBody>
    </>
  );
}
