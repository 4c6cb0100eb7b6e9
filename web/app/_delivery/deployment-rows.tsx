"use client";
/** Deployments as rows; each opens what it brought. */
import type { Deployment } from "@/api/delivery";
import { openDrawer } from "@/app/_frame/address";
import { count, NOTHING, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { Badge, exact, Foreign, shortTime } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { instantOf, toneOf } from "./lanes";
import { MarkIcon } from "./marks";

/** How long service was down for: from going live to being restored. */
export function hoursToRestore(row: Pick<Deployment, "finished_at" | "created_at" | "restored_at">): number | null {
  if (row.restored_at === null) return null;
  return (Date.parse(row.restored_at) - Date.parse(row.finished_at ?? row.created_at)) / 3_600_000;
}

export function nameOf(row: Pick<Deployment, "title" | "sha" | "service">): string {
  return row.title ?? row.sha?.slice(0, 9) ?? row.service;
}

export function Outcome({ row }: { row: Deployment }) {
  const tone = toneOf(row);
  const said = row.status === "success" ? "" : (delivery.status[row.status] ?? row.status);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-0.5 lg:flex-nowrap">
      <MarkIcon tone={tone} />
      {row.failed_by !== null ? (
        <Badge tone="worse">{delivery.failedBy[row.failed_by] ?? row.failed_by}</Badge>
      ) : said !== "" ? (
        <Badge tone={row.status === "failure" ? "broken" : "quiet"}>{said}</Badge>
      ) : (
        <span className="text-ink-2">{delivery.legend.success}</span>
      )}
      {row.is_first && <Flag of="first" />}
      {row.is_rollback && <Flag of="rollback" />}
      {row.is_unplanned && <Flag of="unplanned" />}
      {!row.is_known && <Flag of="unknown" />}
    </span>
  );
}

export function Flag({ of }: { of: keyof typeof delivery.flags }) {
  return (
    <span title={delivery.flagsSay[of]}>
      <Badge tone={of === "unknown" ? "worse" : "quiet"}>{delivery.flags[of]}</Badge>
    </span>
  );
}

export function DeploymentTable({
  label,
  rows,
  restored = false,
  loading = 0,
}: {
  label: string;
  rows: readonly Deployment[];
  /** Whether how long it took to restore service is what is looked for. */
  restored?: boolean;
  loading?: number;
}) {
  const columns: Column<Deployment>[] = [
    {
      key: "what",
      title: delivery.columns.what,
      className: "w-[42%] min-w-[150px]",
      cell: (row) => (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => openDrawer("deployment", row.id)}
          className="block max-w-full py-0.5 text-left hover:text-accent-ink"
        >
          <span className="line-clamp-1">
            <Foreign className="font-medium">{nameOf(row)}</Foreign>
            {/* A title is often only a branch; the commit tells one from another. */}
            {row.title !== null && row.sha !== null && (
              <code className="ml-2 font-mono text-small text-ink-3">{row.sha.slice(0, 7)}</code>
            )}
          </span>
          <span className="block truncate text-small text-ink-3">
            <Foreign>{row.service}</Foreign> ·{" "}
            <time dateTime={instantOf(row)} title={exact(instantOf(row))} className="figures">
              {shortTime(instantOf(row))}
            </time>
          </span>
        </button>
      ),
    },
    {
      key: "outcome",
      title: delivery.columns.outcome,
      className: "min-w-[136px]",
      cell: (row) => <Outcome row={row} />,
    },
    ...(restored
      ? [
          {
            key: "restored",
            title: delivery.columns.restored,
            number: true,
            cell: (row: Deployment) => say(hoursToRestore(row), "hours"),
          } satisfies Column<Deployment>,
        ]
      : []),
    { key: "pulls", title: delivery.columns.pulls, number: true, from: "sm", cell: (row) => count(row.pulls) },
    {
      key: "commits",
      title: delivery.columns.commits,
      number: true,
      from: "lg",
      cell: (row) => (row.commits === null ? NOTHING : count(row.commits, true)),
    },
    {
      key: "took",
      title: delivery.columns.took,
      number: true,
      from: "lg",
      className: "text-ink-2",
      cell: (row) => (row.minutes === null ? NOTHING : delivery.minutes(row.minutes)),
    },
  ];
  return <Table label={label} columns={columns} rows={rows} rowKey={(row) => row.id} loading={loading} />;
}
