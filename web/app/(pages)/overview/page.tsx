"use client";
import { isActive, useJobs, useRepositories, useTeams } from "@/api/hooks";
import { Below } from "@/app/_frame/below";
import { JobProgress } from "@/app/_frame/job-indicator";
/** The workspace, or one team of it: how much, what changed, when, who and where. */
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { LastWeek } from "@/app/_overview/last-week";
import { Questions } from "@/app/_overview/questions";
import { Reviews } from "@/app/_overview/reviews";
import { Changed } from "@/metrics/changed";
import { Families } from "@/metrics/families";
import { ActivityPanel, CalendarPanel, Headline, HoursPanel, LanguagesPanel } from "@/metrics/panels";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";

export default function Overview() {
  const { workspace, team } = usePlace();
  const repositories = useRepositories(workspace.id);
  const nothing = repositories.data?.every((one) => (one.commits_counted ?? 0) === 0) ?? false;
  return (
    <>
      <PageHead title={en.overview.title} periods teams />
      <PageBody>
        {nothing ? <NothingYet /> : <Content subject={team === null ? "workspace" : `team:${team}`} />}
      </PageBody>
    </>
  );
}

function NothingYet() {
  const { workspace } = usePlace();
  const running = useJobs(workspace.id).data?.filter(isActive) ?? [];
  if (running.length > 0) {
    return (
      <Card title={en.jobs.title} says={en.jobs.leave}>
        <div className="space-y-4">
          {running.map((job) => (
            <JobProgress key={job.id} job={job} />
          ))}
        </div>
      </Card>
    );
  }
  return (
    <Card>
      <Empty
        title={en.overview.emptyTitle}
        action={
          <ButtonLink look="primary" href="/repositories">
            {en.repositories.add}
          </ButtonLink>
        }
      >
        {en.overview.empty}
      </Empty>
    </Card>
  );
}

function Content({ subject }: { subject: string }) {
  const { workspace } = usePlace();
  const teams = useTeams(workspace.id);
  const hasTeams = teams.isPending || (teams.data?.length ?? 0) > 0;
  const level = subject === "workspace" ? "workspace" : "team";
  const wide = "lg:col-span-2";
  return (
    <>
      <Headline subject={subject} level={level} />
      <div className="grid gap-4 lg:grid-cols-3">
        <ActivityPanel subject={subject} level={level} className={wide} />
        <Changed subject={subject} teams={level === "workspace"} />
      </div>
      {level === "workspace" && (
        <div className="grid gap-4 lg:grid-cols-3">
          <LastWeek className={wide} />
          <Questions />
        </div>
      )}
      {hasTeams && level === "workspace" && (
        <Below id="reviews" size="h-[440px]">
          <Reviews />
        </Below>
      )}
      <Below size="h-[649px] max-lg:h-[1590px] max-sm:h-[1802px]">
        <Families subject={subject} level={level} />
      </Below>
      <Below size="h-[284px] max-lg:h-[582px] max-sm:h-[612px]">
        <div className="grid gap-4 lg:grid-cols-3">
          <CalendarPanel subject={subject} className={wide} />
          <HoursPanel subject={subject} />
        </div>
      </Below>
      <Below size="h-[901px] max-lg:h-[1225px] max-sm:h-[1304px]">
        <Breakdowns subject={subject} hasTeams={hasTeams && level === "workspace"} />
      </Below>
      <Below size="h-[535px] max-sm:h-[604px]">
        <Subjects
          by="developer"
          subject={subject}
          title={en.overview.people}
          says={en.overview.peopleSays}
          empty={en.overview.emptyPeriod}
        />
      </Below>
    </>
  );
}

function Breakdowns({ subject, hasTeams }: { subject: string; hasTeams: boolean }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <div className="min-w-0 space-y-4 lg:col-span-2">
        {hasTeams && (
          <Subjects
            by="team"
            subject={subject}
            title={en.overview.teams}
            says={en.overview.teamsSays}
            most={6}
            empty={en.teams.empty}
          />
        )}
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
  );
}
