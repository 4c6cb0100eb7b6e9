"use client";
/** One team: its readings, its drawings, its people, and who was in it when. */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useDeleteTeam } from "@/api/changes";
import { useTeam } from "@/api/hooks";
import type { TeamDetail } from "@/api/types";
import { CompareWay } from "@/app/_compare/way";
import { useAddress, useHref } from "@/app/_frame/address";
import { MissingId } from "@/app/_frame/missing";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { TeamMembers } from "@/app/_frame/team-members";
import { Changed } from "@/metrics/changed";
import { Families } from "@/metrics/families";
import { ActivityPanel, CalendarPanel, Headline, HoursPanel, LanguagesPanel } from "@/metrics/panels";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { Button, Card, Foreign } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function Team() {
  const { id } = useAddress();
  return id === null ? <MissingId title={en.nav.team} /> : <Content key={id} id={id} />;
}

function Content({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useTeam(workspace.id, id);
  const team = query.data;
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <PageHead
        title={team ? <Foreign>{team.name}</Foreign> : en.nav.team}
        name={team?.name ?? en.nav.team}
        periods
        filter={team && <CompareWay kind="team" id={id} />}
      />
      <PageBody>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : (
          <>
            {(team === undefined || team.members.length > 0) && <Numbers subject={`team:${id}`} />}
            <TeamMembers id={id} team={team} onDelete={() => setDeleting(true)} />
          </>
        )}
        {deleting && team && <DeleteTeam team={team} onClose={() => setDeleting(false)} />}
      </PageBody>
    </>
  );
}

function Numbers({ subject }: { subject: string }) {
  const wide = "lg:col-span-2";
  return (
    <>
      <Headline subject={subject} level="team" />
      <div className="grid gap-4 lg:grid-cols-3">
        <ActivityPanel subject={subject} level="team" className={wide} />
        <Changed subject={subject} teams={false} />
      </div>
      <Families subject={subject} level="team" />
      <div className="grid gap-4 lg:grid-cols-3">
        <CalendarPanel subject={subject} className={wide} />
        <HoursPanel subject={subject} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <div className={`${wide} min-w-0 space-y-4`}>
          <Subjects
            by="developer"
            subject={subject}
            title={en.overview.people}
            says={en.overview.peopleSays}
            empty={en.overview.emptyPeriod}
          />
          <Subjects
            by="repository"
            subject={subject}
            title={en.overview.repositories}
            most={8}
            empty={en.overview.emptyPeriod}
          />
        </div>
        <LanguagesPanel subject={subject} />
      </div>
    </>
  );
}

function DeleteTeam({ team, onClose }: { team: TeamDetail; onClose: () => void }) {
  const { workspace } = usePlace();
  const router = useRouter();
  const href = useHref();
  const tell = useTell();
  const remove = useDeleteTeam(workspace.id);
  const confirm = () =>
    remove.mutate(team.id, {
      onSuccess: () => {
        tell(en.team.deleted(team.name));
        router.push(href("/teams"));
      },
    });
  return (
    <Dialog open onClose={onClose} title={en.team.deleteTitle(team.name)} says={en.team.deleteSays}>
      {remove.error && <Wrong error={remove.error} className="px-0!" />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{en.repositories.cancel}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={confirm}>
          {en.team.delete}
        </Button>
      </div>
    </Dialog>
  );
}
