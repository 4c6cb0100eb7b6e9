"use client";
/** How the product itself is: which parts answer, what waits, how old what is shown is, and the machine for who runs it. */
import { CircleCheck, CircleX } from "lucide-react";
import { type SystemHealth, useSystemHealth, type WorkspaceHealth } from "@/api/system";
import type { Job } from "@/api/types";
import { usePlace } from "@/app/_frame/place";
import { ConditionBadge } from "@/app/_sources/condition";
import { system as say } from "@/text/en-system";
import { Button, Card, cx, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { Machine } from "./machine";
import { Figure, Queues } from "./queues";

export default function System() {
  const { workspace } = usePlace();
  const query = useSystemHealth(workspace.id);
  const again = () => void query.refetch();
  if (query.data === undefined)
    return query.error ? (
      <Card>
        <Wrong error={query.error} retry={again} className="p-0!" />
      </Card>
    ) : (
      <Card title={say.title}>
        <Skeleton className="h-[220px]" />
      </Card>
    );
  return (
    <>
      {query.error && (
        <Card>
          <Wrong error={query.error} retry={again} className="p-0!" />
        </Card>
      )}
      <Parts health={query.data} again={again} busy={query.isFetching} />
      <Work workspace={query.data.workspace} />
      <Fresh workspace={query.data.workspace} />
      {query.data.machine && <Machine machine={query.data.machine} />}
    </>
  );
}

function Parts({ health, again, busy }: { health: SystemHealth; again: () => void; busy: boolean }) {
  return (
    <Card
      title={health.is_well ? say.well : say.unwell}
      says={
        <>
          {say.checked} <Instant at={health.checked_at} />
        </>
      }
      actions={
        <Button disabled={busy} onClick={again}>
          {say.again}
        </Button>
      }
    >
      <ul aria-label={say.parts} className="grid gap-2 sm:grid-cols-2">
        {health.parts.map((part) => (
          <li
            key={part.key}
            className={cx(
              "flex min-w-0 items-start gap-2.5 rounded-control p-2.5",
              part.state === "up" ? "bg-sunken" : "bg-broken-wash",
            )}
          >
            {part.state === "up" ? (
              <CircleCheck aria-hidden="true" size={17} className="mt-0.5 shrink-0 text-better" />
            ) : (
              <CircleX aria-hidden="true" size={17} className="mt-0.5 shrink-0 text-broken" />
            )}
            <div className="min-w-0">
              <p className={cx("font-medium", part.state === "down" && "text-broken")}>
                {part.title} {part.state === "up" ? say.up : say.down}
              </p>
              <p className="text-small text-ink-2">{part.means}</p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const FAILED: Column<Job>[] = [
  {
    key: "job",
    title: say.job,
    cell: (one) => <span className="whitespace-nowrap">{say.kinds[one.kind] ?? one.kind}</span>,
  },
  {
    key: "why",
    title: say.why,
    cell: (one) => (
      <span className="line-clamp-2 text-ink-2">
        <Sentence>{one.error ?? say.unknown}</Sentence>
      </span>
    ),
  },
  { key: "when", title: say.when, from: "sm", cell: (one) => <Instant at={one.finished_at} /> },
];

function Work({ workspace }: { workspace: WorkspaceHealth }) {
  return (
    <Card flush title={say.work} says={say.workSays} className="overflow-hidden">
      <Queues label={say.workSays} queues={workspace.queues} />
      <dl className="grid grid-cols-3 gap-3 border-t border-line px-4 py-3">
        <Figure title={say.hooks} value={workspace.hooks_waiting} />
        <Figure title={say.dead} value={workspace.hooks_dead} wrong={workspace.hooks_dead > 0} />
        <Figure title={say.deliveries} value={workspace.deliveries_waiting} />
      </dl>
      {workspace.oldest_queued_at && (
        <p className="border-t border-line px-4 py-2 text-small text-ink-2">
          {say.oldest} <Instant at={workspace.oldest_queued_at} />.
        </p>
      )}
      <div className="border-t border-line">
        {workspace.failed.length === 0 ? (
          <p className="px-4 py-3 text-ink-3">{say.noneFailed}</p>
        ) : (
          <Table label={say.failed} columns={FAILED} rows={workspace.failed} rowKey={(one) => one.id} dense />
        )}
      </div>
    </Card>
  );
}

function Fresh({ workspace }: { workspace: WorkspaceHealth }) {
  const numbers = workspace.snapshots;
  return (
    <Card title={say.freshness} says={say.freshnessSays}>
      <ul className="divide-y divide-line">
        <li className="flex flex-wrap items-baseline justify-between gap-x-4 pb-3">
          <div className="min-w-0">
            <p className="font-medium">{say.numbers}</p>
            <p className="text-small text-ink-2">
              {!numbers.counted_at ? say.neverCounted : numbers.is_stale ? say.stale : say.dirty(numbers.dirty_days)}
            </p>
          </div>
          <span className="text-small text-ink-2">
            {say.counted} <Instant at={numbers.counted_at} />
          </span>
        </li>
        {workspace.connections.map((one) => (
          <li key={one.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-3 last:pb-0">
            <div className="min-w-0">
              <p className="flex items-center gap-2 font-medium">
                <Foreign>{one.name}</Foreign>
                <ConditionBadge condition={one.condition} />
              </p>
              <p className="text-small text-ink-2">
                <Sentence>{one.sentence}</Sentence>
              </p>
            </div>
            <span className="text-small text-ink-2">
              <Instant at={one.last_synced_at} />
            </span>
          </li>
        ))}
        {workspace.connections.length === 0 && <li className="pt-3 text-ink-3">{say.noConnections}</li>}
      </ul>
    </Card>
  );
}
