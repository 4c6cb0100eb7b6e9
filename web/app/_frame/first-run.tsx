"use client";
/** Add a repository and watch it load. It can be left and come back to: the work goes on, and so does this page. */
import { useQueryClient } from "@tanstack/react-query";
import { Building2, FolderGit2 } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { createWorkspace, useRepositoryChanges } from "@/api/changes";
import { Problem } from "@/api/client";
import { isActive, useJob, useJobs, useRepositories, useSession } from "@/api/hooks";
import type { Job, Session, Workspace } from "@/api/types";
import { plural } from "@/metrics/format";
import { en } from "@/text/en";
import { Badge, Button, Foreign, Sentence } from "@/ui/basic";
import { startPage } from "@/ui/display";
import { Wrong } from "@/ui/states";
import { RepositoryForm } from "./add-repository";
import { Progress } from "./job-indicator";
import { rememberedWorkspace } from "./place";

export function FirstRun() {
  const session = useSession();
  const router = useRouter();
  const signedOut = session.error instanceof Problem && session.error.status === 401;
  useEffect(() => {
    document.title = en.product;
    if (signedOut) router.replace("/sign-in?next=/");
  }, [signedOut, router]);
  if (session.data) return <Welcome session={session.data} />;
  if (session.error && !signedOut) {
    return (
      <main className="mx-auto mt-[20vh] max-w-[480px] rounded-card border border-line bg-card">
        <Wrong error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  return null;
}

function Welcome({ session }: { session: Session }) {
  const router = useRouter();
  const staying = useSearchParams().has("add");
  const own = session.workspaces.find((one) => !one.is_demo);
  const demo = session.workspaces.find((one) => one.is_demo);
  const repositories = useRepositories(own?.id);
  const [watched, setWatched] = useState<{ ws: string; job: string } | null>(null);
  // A workspace made on this page must not blank it while its (empty) list is asked for.
  const [hadOwn] = useState(own !== undefined);
  const visited = session.workspaces.find((one) => one.slug === rememberedWorkspace());
  const hasNumbers = repositories.data?.some((one) => (one.commits_counted ?? 0) > 0) ?? false;
  const onwards = !staying && watched === null && (hasNumbers ? own : visited?.is_demo ? visited : undefined);

  useEffect(() => {
    if (onwards) router.replace(`${startPage()}?ws=${encodeURIComponent(onwards.slug)}`);
  }, [onwards, router]);
  if (onwards || (hadOwn && repositories.isPending)) return null;
  return (
    <main className="mx-auto max-w-[720px] px-4 py-[9vh] max-sm:py-8">
      <div className="mb-6 flex items-center gap-3">
        <span
          aria-hidden="true"
          className="inline-flex size-9 items-center justify-center rounded-card bg-accent-solid text-title font-semibold text-on-accent"
        >
          A
        </span>
        <div>
          <h1 className="text-big font-semibold">{en.first.title}</h1>
          <p className="text-ink-2">{en.first.says}</p>
        </div>
      </div>
      <Underway workspace={own} watched={watched} />
      <section className="rounded-card border border-line bg-card p-5">
        <h2 className="mb-3 flex items-center gap-2 font-semibold">
          <FolderGit2 aria-hidden="true" size={16} className="text-ink-3" /> {en.repositories.addTitle}
        </h2>
        <AddFirst own={own} onAdded={(ws, job) => setWatched({ ws, job })} />
      </section>
      {demo && (
        <section className="mt-4 flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-card p-5">
          <div className="min-w-0 max-w-[46ch]">
            <h2 className="flex items-center gap-2 font-semibold">
              <Building2 aria-hidden="true" size={16} className="text-ink-3" /> {en.first.demoTitle}{" "}
              <Badge>{en.nav.demo}</Badge>
            </h2>
            <p className="mt-1 text-ink-2">{en.first.demoSays}</p>
          </div>
          <Link href={`/overview?ws=${encodeURIComponent(demo.slug)}`} prefetch={false} className="control">
            {en.first.demo}
          </Link>
        </section>
      )}
    </main>
  );
}

function AddFirst({ own, onAdded }: { own: Workspace | undefined; onAdded: (ws: string, job: string) => void }) {
  const client = useQueryClient();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const workspaceFor = async () => {
    if (own) return own.id;
    const made = await createWorkspace({ name: en.first.workspace, time_zone: zone });
    await client.invalidateQueries({ queryKey: ["session"] });
    return made.id;
  };
  return <RepositoryForm workspaceFor={workspaceFor} onAdded={({ job }, ws) => onAdded(ws, job.id)} />;
}

/** What is being read, and what has just been. Found again by asking the API, so this page can be left. */
function Underway({
  workspace,
  watched,
}: {
  workspace: Workspace | undefined;
  watched: { ws: string; job: string } | null;
}) {
  const jobs = useJobs(watched?.ws ?? workspace?.id);
  const job = useJob(watched?.ws ?? "", watched?.job ?? null);
  const running = (jobs.data ?? []).filter((one) => isActive(one) && one.id !== watched?.job);
  const shown = [...(job.data ? [job.data] : []), ...running];
  if (shown.length === 0) return null;
  return (
    <section aria-label={en.jobs.title} className="mb-4 space-y-4 rounded-card border border-line bg-card p-5">
      {shown.map((one) => (
        <Loading key={one.id} job={one} workspace={workspace} />
      ))}
      {shown.some(isActive) && <p className="text-small text-ink-3">{en.jobs.leave}</p>}
    </section>
  );
}

function Loading({ job, workspace }: { job: Job; workspace: Workspace | undefined }) {
  const client = useQueryClient();
  const over = !isActive(job);
  useEffect(() => {
    if (over)
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "session" && queryKey[0] !== "jobs",
      });
  }, [over, client]);
  const name = job.repository_name ?? "";
  if (!over) {
    return (
      <div>
        <p className="font-medium">
          <Foreign>{name}</Foreign>
        </p>
        <Progress job={job} />
      </div>
    );
  }
  if (job.state !== "done") {
    return (
      <div role="alert">
        <p className="font-medium">{en.first.failed(name)}</p>
        <p className="text-ink-2">
          <Sentence>{job.error ?? en.jobs.cancelled}</Sentence>
        </p>
        {workspace && job.repository_id && <RemoveAgain workspace={workspace.id} repository={job.repository_id} />}
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div>
        <p className="font-medium">{en.first.ready(name)}</p>
        {job.total !== null && job.total > 0 && (
          <p className="figures text-small text-ink-3">{plural(job.total, job.unit?.replace(/s$/, "") ?? "step")}</p>
        )}
      </div>
      <OpenNumbers slug={workspace?.slug} />
    </div>
  );
}

/** What could not be read is of no use in the list: one press and it is gone. Nothing of it was counted. */
function RemoveAgain({ workspace, repository }: { workspace: string; repository: string }) {
  const { remove } = useRepositoryChanges(workspace, repository);
  if (remove.isSuccess) return <p className="text-ink-3">{en.first.removed}</p>;
  return (
    <Button className="mt-2" disabled={remove.isPending} onClick={() => remove.mutate()}>
      {en.first.remove}
    </Button>
  );
}

function OpenNumbers({ slug }: { slug: string | undefined }) {
  const router = useRouter();
  const session = useSession();
  const own = slug ?? session.data?.workspaces.find((one) => !one.is_demo)?.slug;
  return (
    <Button look="primary" onClick={() => router.push(own ? `/overview?ws=${encodeURIComponent(own)}` : "/overview")}>
      {en.first.open}
    </Button>
  );
}
