"use client";
import type { ReactNode } from "react";
import { useRepositoryChanges } from "@/api/changes";
import { isActive, useRepository } from "@/api/hooks";
import { useQuality } from "@/api/insights";
import type { Repository as Shape } from "@/api/types";
/** One repository: the same drawings as the overview, who works in it, and how good its data is. */
import { CompareWay } from "@/app/_compare/way";
import { useAddress } from "@/app/_frame/address";
import { Progress } from "@/app/_frame/job-indicator";
import { useMay } from "@/app/_frame/may";
import { MissingId } from "@/app/_frame/missing";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { RepositoryActions } from "@/app/_frame/repository-actions";
import { Families } from "@/metrics/families";
import { bytes, count } from "@/metrics/format";
import { ActivityPanel, CalendarPanel, Headline, HoursPanel, LanguagesPanel } from "@/metrics/panels";
import { Subjects } from "@/metrics/subjects";
import { en } from "@/text/en";
import { repositoryContext } from "@/text/en-profile";
import { Badge, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function Repository() {
  const { id } = useAddress();
  return id === null ? <MissingId title={en.nav.repository} /> : <Content key={id} id={id} />;
}

function Content({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useRepository(workspace.id, id);
  const repository = query.data;
  const subject = `repository:${id}`;
  const wide = "lg:col-span-2";
  return (
    <>
      <PageHead
        title={repository ? <Foreign>{repository.name}</Foreign> : en.nav.repository}
        name={repository?.name ?? en.nav.repository}
        periods
        filter={repository && <CompareWay kind="repository" id={id} />}
        badge={repository?.is_shallow && <Badge tone="worse">{en.repositories.shallow}</Badge>}
      />
      <PageBody>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : (
          <>
            {repository?.active_job && isActive(repository.active_job) && (
              <Card>
                <Progress job={repository.active_job} />
              </Card>
            )}
            <Headline subject={subject} level="repository" />
            <div className="grid gap-4 lg:grid-cols-3">
              <ActivityPanel subject={subject} level="repository" className={wide} />
              <LanguagesPanel subject={subject} />
            </div>
            <Families subject={subject} level="repository" />
            <div className="grid gap-4 lg:grid-cols-3">
              <CalendarPanel subject={subject} className={wide} />
              <HoursPanel subject={subject} />
            </div>
            <Subjects
              by="developer"
              subject={subject}
              title={en.overview.people}
              says={en.overview.peopleSays}
              empty={en.overview.emptyPeriod}
            />
            <div className="grid items-start gap-4 lg:grid-cols-3">
              <Quality subject={subject} className={wide} />
              <About repository={repository} />
            </div>
          </>
        )}
      </PageBody>
    </>
  );
}

const TONE = { serious: "broken", notable: "worse", minor: "quiet" } as const;

function Quality({ subject, className }: { subject: string; className: string }) {
  const { workspace } = usePlace();
  const query = useQuality(workspace.id, subject);
  const found = query.data?.filter((check) => check.n > 0) ?? [];
  return (
    <Card title={en.repository.quality} says={en.repository.qualitySays} className={className}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-16" />
      ) : found.length === 0 ? (
        <p className="text-ink-2">{en.repository.qualityNone}</p>
      ) : (
        <ul className="divide-y divide-line">
          {found.map((check) => (
            <li key={check.key} className="flex items-start justify-between gap-4 py-2 first:pt-0">
              <div>
                <p>
                  <Sentence>{check.says}</Sentence>
                </p>
                {check.next_step && (
                  <p className="text-ink-3">
                    <Sentence>{check.next_step}</Sentence>
                  </p>
                )}
              </div>
              <span className="shrink-0">
                <Badge tone={TONE[check.severity as keyof typeof TONE] ?? "quiet"}>
                  <span className="figures">
                    {count(check.n)}
                    {check.of !== null && check.of > 0 && ` of ${count(check.of)}`}
                  </span>
                </Badge>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function About({ repository }: { repository: Shape | undefined }) {
  if (!repository) {
    return (
      <Card title={en.repository.facts}>
        <Skeleton className="h-32" />
      </Card>
    );
  }
  const facts: [string, ReactNode][] = [
    [en.repository.counted, count(repository.commits_counted ?? 0)],
    [en.repository.stored, count(repository.commits_stored ?? 0)],
    [en.columns.branch, <Foreign key="b">{repository.default_branch ?? "–"}</Foreign>],
    [en.columns.first, <Instant key="f" at={repository.first_commit_at} />],
    [en.columns.last, <Instant key="l" at={repository.last_commit_at} />],
    [en.columns.synced, <Instant key="s" at={repository.last_synced_at} none={en.repositories.never} />],
    [en.columns.size, bytes(repository.mirror_bytes)],
    [repositoryContext.title, <Context key="c" repository={repository} />],
  ];
  return (
    <Card title={en.repository.facts} actions={<RepositoryActions repository={repository} />}>
      <dl className="space-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="flex items-center justify-between gap-4">
            <dt className="text-ink-2">{name}</dt>
            <dd className="figures text-right">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 border-t border-line pt-3 text-small break-all text-ink-3">
        <Foreign>{repository.url}</Foreign>
      </p>
    </Card>
  );
}

/** What it is for: chosen by whoever may change it. */
function Context({ repository }: { repository: Shape }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const may = useMay();
  const { declare } = useRepositoryChanges(workspace.id, repository.id);
  const names = repositoryContext.names;
  const now = names[repository.context] ?? repository.context;
  if (!may("PATCH /api/v1/workspaces/{workspace_id}/repositories/{repository_id}")) return now;
  return (
    <Select
      label={repositoryContext.title}
      value={repository.context}
      options={Object.entries(names).map(([value, label]) => ({ value, label }))}
      onChange={(value) =>
        declare.mutate(value as Shape["context"], {
          onSuccess: () => tell(repositoryContext.changed(names[value] ?? value)),
          onError: (error) => tell(inWords(error)),
        })
      }
    />
  );
}
