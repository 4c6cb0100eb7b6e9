"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useCreateTeam } from "@/api/changes";
import { useTeams } from "@/api/hooks";
import { useHref } from "@/app/_frame/address";
/** The teams, their numbers side by side, and a way to make one. */
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { TeamList } from "@/app/_frame/team-list";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { Button, Card } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

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
          <>
            <Subjects
              by="team"
              subject="workspace"
              title={en.teams.compared}
              says={en.overview.teamsSays}
              most={50}
              actions={make}
              empty={en.overview.emptyPeriod}
            />
            <TeamList teams={query.data} />
          </>
        )}
        {making && <NewTeam onClose={() => setMaking(false)} />}
      </PageBody>
    </>
  );
}

function NewTeam({ onClose }: { onClose: () => void }) {
  const { workspace } = usePlace();
  const router = useRouter();
  const href = useHref();
  const tell = useTell();
  const id = useId();
  const [name, setName] = useState("");
  const create = useCreateTeam(workspace.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (team) => {
          tell(en.teams.created(team.name));
          router.push(href("/team", { id: team.id }));
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={en.teams.createTitle} says={en.teams.empty}>
      <form onSubmit={submit} className="space-y-3">
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            {en.teams.name}
          </label>
          <input
            id={id}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            aria-invalid={create.error ? true : undefined}
            className="field"
          />
        </div>
        {create.error && <Wrong error={create.error} className="px-0! py-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.teams.cancel}</Button>
          <Button look="primary" type="submit" disabled={name.trim() === "" || create.isPending}>
            {en.teams.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
