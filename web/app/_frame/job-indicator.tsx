"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useEffect, useRef } from "react";
import { useCancelJob } from "@/api/changes";
import { isActive, useJobs } from "@/api/hooks";
import type { Job } from "@/api/types";
import { count } from "@/metrics/format";
import { en } from "@/text/en";
import { Badge, Button, cx, Foreign, Instant, Sentence } from "@/ui/basic";
import { Popover } from "@/ui/overlay";
/** Work under way, in the head of every page: how far it is, and the way to stop it. */
import { useMay } from "./may";
import { usePlace } from "./place";

/** A worker says that it is alive every few seconds; after this long something is wrong. */
const SILENT = 120_000;

/** Asks again for everything that rests on data when a job is over. */
function useFreshAfter(running: readonly Job[]): void {
  const client = useQueryClient();
  const before = useRef(0);
  useEffect(() => {
    if (running.length < before.current) {
      void client.invalidateQueries({ predicate: ({ queryKey }) => DATA.includes(String(queryKey[0])) });
    }
    before.current = running.length;
  }, [running.length, client]);
}

const DATA = ["insights", "repositories", "developers", "developer", "teams"];

export function JobIndicator() {
  const { workspace } = usePlace();
  const jobs = useJobs(workspace.id).data ?? [];
  const running = jobs.filter(isActive);
  useFreshAfter(running);
  const recent = jobs.filter((job) => !isActive(job)).slice(0, 4);
  const label = running.length > 0 ? en.jobs.running(running.length) : en.jobs.title;
  return (
    <Popover
      label={en.jobs.title}
      className="w-[340px] p-3!"
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative inline-flex size-7 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
        >
          <Activity size={15} className={cx(running.length > 0 && "text-accent")} />
          {running.length > 0 && (
            <span className="figures absolute -top-0.5 -right-0.5 size-3.5 rounded-full bg-accent-solid text-center text-[9px] leading-3.5 font-semibold text-on-accent">
              {running.length}
            </span>
          )}
        </button>
      }
    >
      <p className="mb-2 font-semibold">{en.jobs.title}</p>
      {running.length === 0 && <p className="text-ink-3">{en.jobs.none}</p>}
      <div className="space-y-4">
        {running.map((job) => (
          <JobProgress key={job.id} job={job} />
        ))}
      </div>
      {recent.length > 0 && (
        <>
          <p className="mt-4 mb-1 text-small text-ink-3">{en.jobs.recent}</p>
          <ul className="space-y-1.5">
            {recent.map((job) => (
              <li key={job.id} className="flex items-center gap-2 text-small">
                <span className="min-w-0 grow truncate text-ink-2">
                  <JobName job={job} />
                </span>
                <span className="text-ink-3">
                  <Instant at={job.finished_at} />
                </span>
                <JobStateBadge job={job} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}

export function JobName({ job }: { job: Job }) {
  const kind = en.jobs.kind[job.kind] ?? job.kind.replaceAll("_", " ");
  const name = job.repository_name ?? job.connection_name;
  return name === null ? kind : <Foreign>{name}</Foreign>;
}

export function JobStateBadge({ job }: { job: Job }) {
  const tone = job.state === "failed" ? "broken" : isActive(job) ? "accent" : "quiet";
  return <Badge tone={tone}>{en.jobs.state[job.state] ?? job.state}</Badge>;
}

/** What it is doing; and when it gave no sign of life for long, that too. */
export function stageOf(job: Job): string {
  const silent = job.heartbeat_at !== null && Date.now() - Date.parse(job.heartbeat_at) > SILENT;
  return isActive(job) && silent ? en.jobs.noHeartbeat : (job.stage ?? en.jobs.state[job.state] ?? job.state);
}

export function JobProgress({ job, stoppable = true }: { job: Job; stoppable?: boolean }) {
  const { workspace } = usePlace();
  const stop = useCancelJob(workspace.id);
  const mayStop = useMay()("POST /api/v1/workspaces/{workspace_id}/jobs/{job_id}/cancel");
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-medium">
          <JobName job={job} />
        </span>
        {stoppable && mayStop && isActive(job) && (
          <Button look="quiet" className="h-6!" disabled={stop.isPending} onClick={() => stop.mutate(job.id)}>
            {en.jobs.cancel}
          </Button>
        )}
      </div>
      <Progress job={job} />
      {job.error !== null && (
        <p className="mt-1 text-broken">
          <Sentence>{job.error}</Sentence>
        </p>
      )}
    </div>
  );
}

/** A bar that says how far, in the job's own unit; a moving one when the end is not known. */
export function Progress({ job }: { job: Job }) {
  const share = job.total && job.total > 0 ? Math.min(1, job.done / job.total) : null;
  const unit = job.unit ?? "";
  const amount =
    job.total !== null && job.total > 0
      ? `${count(job.done)} of ${count(job.total)} ${unit}`
      : job.done > 0
        ? `${count(job.done)} ${unit}`
        : "";
  return (
    <div className="mt-1">
      <div
        role="progressbar"
        aria-label={stageOf(job)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="h-1.5 overflow-hidden rounded-full bg-step-0"
      >
        <div
          className={cx(
            "h-full rounded-full bg-accent transition-[width] duration-500",
            share === null && "w-1/3 animate-pulse",
          )}
          style={share === null ? undefined : { width: `${Math.max(2, share * 100)}%` }}
        />
      </div>
      <p className="mt-1 flex justify-between gap-3 text-small text-ink-3">
        <span>{stageOf(job)}</span>
        <span className="figures">{amount}</span>
      </p>
    </div>
  );
}
