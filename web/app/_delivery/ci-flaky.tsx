"use client";
/** What failed and then passed on the same commit: the jobs it happens to most, and the commits, each with its runs. */
import type { Flakiness } from "@/api/delivery";
import { type CiAsk, useFlaky } from "@/api/delivery-flow";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { sayMinutes } from "./ci-numbers";
import { Out, safe } from "./pulls";

const SHOWN = 10;

export function CiFlaky({ ask }: { ask: CiAsk }) {
  const { workspace } = usePlace();
  const query = useFlaky(workspace.id, ask);
  const first = query.data?.pages[0];
  const commits = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <Card title={delivery.ciFlakyTitle} says={delivery.ciSays.flaky} className="lg:col-span-2">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : first === undefined ? (
          <Skeleton className="h-56" />
        ) : commits.length === 0 ? (
          <Empty>{delivery.ciFlakyNone}</Empty>
        ) : (
          <>
            <ul className="border-t border-line">
              {commits.map((commit) => (
                <Commit key={`${commit.sha} ${commit.workflow}`} commit={commit} />
              ))}
            </ul>
            {query.hasNextPage && (
              <Button
                className="mt-3 w-full"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {en.table.more}
              </Button>
            )}
          </>
        )}
      </Card>
      <Jobs query={query} flakiness={first} />
    </div>
  );
}

function Commit({ commit }: { commit: Flakiness["items"][number] }) {
  return (
    <li className="border-b border-line py-2">
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 grow truncate">
          <Foreign className="font-medium">{commit.workflow ?? delivery.unnamed}</Foreign>{" "}
          <span className="text-ink-3">
            <Foreign>{commit.repository.name}</Foreign>
          </span>
        </span>
        <span className="shrink-0 text-small text-ink-3">
          <Instant at={commit.passed.finished_at ?? commit.passed.created_at} />
        </span>
      </div>
      <div className="mt-0.5 flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-small text-ink-2">
        <code className="font-mono text-ink-3">{commit.sha.slice(0, 9)}</code>
        {commit.jobs.length > 0 && <Foreign className="min-w-0 truncate">{commit.jobs.join(", ")}</Foreign>}
        <span className="figures">{delivery.ciFailures(commit.failures)}</span>
        <span className="figures">{delivery.ciInVain(sayMinutes(commit.wasted_minutes))}</span>
        {commit.failed[0] && safe(commit.failed[0].url) !== null && (
          <Out url={commit.failed[0].url}>{delivery.ciFailedRun}</Out>
        )}
        {safe(commit.passed.url) !== null && <Out url={commit.passed.url}>{delivery.ciPassedRun}</Out>}
      </div>
    </li>
  );
}

function Jobs({
  query,
  flakiness,
}: {
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
  flakiness: Flakiness | undefined;
}) {
  const jobs = flakiness?.jobs ?? [];
  const bars: Bar[] = jobs.slice(0, SHOWN).map((job) => ({
    key: `${job.repository.id} ${job.workflow} ${job.job}`,
    name: (
      <>
        <Foreign>{job.job}</Foreign>{" "}
        <span className="text-ink-3">
          <Foreign>{job.workflow ? `${job.workflow} · ${job.repository.name}` : job.repository.name}</Foreign>
        </span>
      </>
    ),
    value: job.flaky_commits,
    text: count(job.flaky_commits),
    detail: job.flaky_rate === null ? undefined : say(job.flaky_rate, "share"),
  }));
  return (
    <Figure
      title={delivery.ciJobs}
      says={delivery.ciJobsSay}
      height={120}
      query={query}
      empty={flakiness && jobs.length === 0 ? delivery.ciJobsNone : null}
      table={{
        head: [delivery.ciJob, delivery.repository, delivery.ciFlakyShort, delivery.ciPassed],
        rows: jobs.map((job) => [job.job, job.repository.name, count(job.flaky_commits), count(job.passed_commits)]),
      }}
    >
      <Bars bars={bars} label={delivery.ciJobs} />
    </Figure>
  );
}
