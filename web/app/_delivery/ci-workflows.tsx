"use client";
/** Workflows side by side, those with most minutes first. */
import { useState } from "react";
import type { CiReport, CiWorkflow } from "@/api/delivery";
import { count, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { Card, Foreign } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { sayMinutes, sayTime } from "./ci-numbers";

const FIRST = 12;

function sortedBy(row: CiWorkflow, key: string): string | number | null {
  switch (key) {
    case "name":
      return row.name ?? "";
    case "duration":
      return row.duration.median;
    case "p90":
      return row.duration.p90;
    case "queue":
      return row.queue.median;
    case "success":
      return row.success_rate;
    case "flaky":
      return row.flaky_rate;
    case "minutes":
      return row.minutes;
    default:
      return row.runs;
  }
}

const number = (key: string, cell: Column<CiWorkflow>["cell"], from?: "sm" | "lg"): Column<CiWorkflow> => ({
  key,
  title: delivery.ciColumns[key as keyof typeof delivery.ciColumns],
  number: true,
  sortable: true,
  ...(from === undefined ? {} : { from }),
  cell,
});

const COLUMNS: Column<CiWorkflow>[] = [
  {
    key: "name",
    title: delivery.ciColumns.name,
    sortable: true,
    className: "w-full min-w-[150px]",
    cell: (row) => (
      <span className="block py-0.5">
        <Foreign className="line-clamp-1 font-medium">{row.name ?? delivery.unnamed}</Foreign>
        <Foreign className="block truncate text-small text-ink-3">{row.repository.name}</Foreign>
      </span>
    ),
  },
  number("runs", (row) => count(row.runs), "lg"),
  number("success", (row) => say(row.success_rate, "share")),
  number("duration", (row) => sayTime(row.duration.median)),
  number("p90", (row) => sayTime(row.duration.p90), "lg"),
  number("queue", (row) => sayTime(row.queue.median), "sm"),
  number("flaky", (row) => say(row.flaky_rate, "share"), "sm"),
  number("minutes", (row) => sayMinutes(row.minutes), "lg"),
];

export function Workflows({ report }: { report: CiReport | undefined }) {
  const [order, setOrder] = useState<Order>({ key: "minutes", descending: true });
  const [all, setAll] = useState(false);
  const rows = ordered(report?.workflows ?? [], order, sortedBy);
  return (
    <Card
      flush
      title={delivery.ciWorkflows}
      says={report ? delivery.ciWorkflowsSay(rows.length, report.workflow_count) : "\u00a0"}
      className="overflow-hidden"
    >
      {report && rows.length === 0 ? (
        <Empty>{delivery.ciNone}</Empty>
      ) : (
        <>
          <Table
            label={delivery.ciWorkflows}
            columns={COLUMNS}
            rows={all ? rows : rows.slice(0, FIRST)}
            rowKey={(row) => `${row.repository.id} ${row.name}`}
            order={order}
            onOrder={setOrder}
            loading={report === undefined ? 6 : 0}
          />
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}
