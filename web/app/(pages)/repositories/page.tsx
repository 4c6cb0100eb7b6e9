"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { isActive, useRepositories } from "@/api/hooks";
import type { Repository } from "@/api/types";
import { AddRepositoryDialog } from "@/app/_frame/add-repository";
import { useHref } from "@/app/_frame/address";
import { JobStateBadge, Progress } from "@/app/_frame/job-indicator";
/** The repositories: what was read of each, what is being read, and the ways to add, sync and remove them. */
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { RepositoryActions } from "@/app/_frame/repository-actions";
import { bytes, count } from "@/metrics/format";
import { en } from "@/text/en";
import { Badge, Button, Card, Foreign, Instant, Sentence } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, Table } from "@/ui/table";

export default function Repositories() {
  const { workspace } = usePlace();
  const query = useRepositories(workspace.id);
  const [adding, setAdding] = useState(false);
  const [order, setOrder] = useState<Order>({ key: "name", descending: false });
  const rows = ordered(query.data ?? [], order, (row, key) => row[key as keyof Repository] as string | number | null);
  const add = useMay()("POST /api/v1/workspaces/{workspace_id}/repositories") && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" size={14} /> {en.repositories.add}
    </Button>
  );
  return (
    <>
      <PageHead title={en.repositories.title} />
      <PageBody>
        <Card
          flush
          className="overflow-hidden"
          title={en.repositories.many(rows.length)}
          says={en.repositories.read(rows.reduce((sum, row) => sum + (row.commits_counted ?? 0), 0))}
          actions={add}
        >
          {query.error ? (
            <Wrong error={query.error} retry={() => void query.refetch()} />
          ) : query.data?.length === 0 ? (
            <Empty title={en.repositories.emptyTitle} action={add}>
              {en.repositories.empty}
            </Empty>
          ) : (
            <Table
              label={en.repositories.title}
              columns={COLUMNS}
              rows={rows}
              rowKey={(row) => row.id}
              order={order}
              onOrder={setOrder}
              loading={query.isPending ? 4 : 0}
            />
          )}
        </Card>
        {adding && <AddRepositoryDialog onClose={() => setAdding(false)} />}
      </PageBody>
    </>
  );
}

const COLUMNS: Column<Repository>[] = [
  {
    key: "name",
    title: en.columns.repository,
    sortable: true,
    className: "sm:min-w-[180px]",
    cell: (row) => <Name row={row} />,
  },
  {
    key: "state",
    title: en.columns.state,
    cell: (row) => <State row={row} />,
    from: "sm",
    className: "sm:min-w-[160px]",
  },
  {
    key: "commits_counted",
    title: en.columns.commits,
    number: true,
    sortable: true,
    cell: (row) => count(row.commits_counted ?? 0),
  },
  {
    key: "last_commit_at",
    title: en.columns.last,
    number: true,
    sortable: true,
    from: "sm",
    cell: (row) => <Instant at={row.last_commit_at} />,
  },
  {
    key: "last_synced_at",
    title: en.columns.synced,
    number: true,
    sortable: true,
    from: "sm",
    cell: (row) => <Instant at={row.last_synced_at} none={en.repositories.never} />,
  },
  {
    key: "mirror_bytes",
    title: en.columns.size,
    number: true,
    sortable: true,
    from: "lg",
    cell: (row) => <span className="text-ink-2">{bytes(row.mirror_bytes)}</span>,
  },
  {
    key: "actions",
    title: "",
    label: en.repositories.actions,
    number: true,
    cell: (row) => <RepositoryActions repository={row} />,
  },
];

function Name({ row }: { row: Repository }) {
  const href = useHref();
  return (
    <span className="block py-1 max-sm:max-w-[150px] max-sm:wrap-anywhere">
      <span className="flex items-center gap-2">
        <Link
          href={href("/repository", { id: row.id })}
          prefetch={false}
          className="font-medium hover:text-accent-ink hover:underline"
        >
          <Foreign>{row.owner ? `${row.owner}/${row.name}` : row.name}</Foreign>
        </Link>
        {row.is_shallow && (
          <span title={en.repositories.shallowSays}>
            <Badge tone="worse">{en.repositories.shallow}</Badge>
          </span>
        )}
      </span>
      <span className="block max-w-[420px] truncate max-sm:max-w-[150px] text-small text-ink-3" title={row.url}>
        {row.default_branch !== null && (
          <>
            <Foreign>{row.default_branch}</Foreign> ·{" "}
          </>
        )}
        <Foreign>{row.url}</Foreign>
      </span>
      {!isRead(row) && (
        <span className="mt-1 block sm:hidden">
          <State row={row} />
        </span>
      )}
    </span>
  );
}

/** Nothing about it needs to be said. */
function isRead(row: Repository): boolean {
  const isBusy = row.active_job && isActive(row.active_job);
  return !isBusy && row.last_job?.state !== "failed" && row.last_synced_at !== null;
}

function State({ row }: { row: Repository }) {
  if (row.active_job && isActive(row.active_job)) return <Progress job={row.active_job} />;
  if (row.last_job?.state === "failed") {
    return (
      <span className="block max-w-[300px]">
        <JobStateBadge job={row.last_job} />
        {row.last_job.error && (
          <span className="mt-0.5 line-clamp-2 text-small text-ink-2" title={row.last_job.error}>
            <Sentence>{row.last_job.error}</Sentence>
          </span>
        )}
      </span>
    );
  }
  return <Badge>{row.last_synced_at === null ? en.repositories.notRead : en.repositories.upToDate}</Badge>;
}
