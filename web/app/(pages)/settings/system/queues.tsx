"use client";
/** Jobs that wait, run or failed, by queue; and a number with its name. */
import type { QueueDepth } from "@/api/system";
import { count } from "@/metrics/format";
import { system as say } from "@/text/en-system";
import { cx } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";

const quietly = (value: number) => <span className={cx(value === 0 && "text-ink-3")}>{count(value)}</span>;

const COLUMNS: Column<QueueDepth>[] = [
  { key: "queue", title: say.queue, cell: (one) => say.queues[one.queue] ?? one.queue },
  { key: "queued", title: say.queued, number: true, cell: (one) => quietly(one.queued) },
  { key: "running", title: say.running, number: true, cell: (one) => quietly(one.running) },
  {
    key: "failed",
    title: say.failedLastDay,
    number: true,
    cell: (one) =>
      one.failed_last_day ? <span className="text-broken">{count(one.failed_last_day)}</span> : quietly(0),
  },
];

export function Queues({ label, queues }: { label: string; queues: readonly QueueDepth[] }) {
  return <Table label={label} columns={COLUMNS} rows={queues} rowKey={(one) => one.queue} dense />;
}

export function Figure({ title, value, wrong = false }: { title: string; value: string | number; wrong?: boolean }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-ink-3">{title}</dt>
      <dd className={cx("figures text-[17px] font-medium", wrong && "text-broken")}>{value}</dd>
    </div>
  );
}
