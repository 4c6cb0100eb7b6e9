"use client";
/** How much was spent on what, and how that is known. */
import type { Allocation, Amount } from "@/api/investment";
import { count, say } from "@/metrics/format";
import { investment as text } from "@/text/en-investment";
import { Card, Foreign } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { nameOf } from "./spread";

function signed(value: number): string {
  return value === 0 ? "–" : value > 0 ? `+${count(value)}` : `\u2212${count(-value)}`;
}

export function Amounts({ allocation, className }: { allocation: Allocation; className?: string }) {
  const columns: Column<Amount>[] = [
    {
      key: "category",
      title: text.category,
      cell: (row) => (
        <Foreign className={row.category === null ? "text-ink-3" : ""}>{nameOf(allocation, row.category)}</Foreign>
      ),
    },
    { key: "pulls", title: text.pulls, number: true, cell: (row) => count(row.pulls) },
    { key: "share", title: text.share, number: true, cell: (row) => say(row.share, "share") },
    { key: "lines", title: text.lines, number: true, cell: (row) => count(row.lines), from: "sm" },
    { key: "rule", title: text.byRule, number: true, cell: (row) => count(row.by_rule), from: "lg" },
    { key: "suggested", title: text.suggested, number: true, cell: (row) => count(row.suggested), from: "lg" },
    { key: "corrected", title: text.corrected, number: true, cell: (row) => count(row.corrected), from: "lg" },
    {
      key: "adjustment",
      title: <span title={text.adjustmentSays}>{text.adjustment}</span>,
      number: true,
      cell: (row) => signed(row.adjustment),
      from: "sm",
    },
  ];
  return (
    <Card title={text.category} {...(className === undefined ? {} : { className })}>
      <Table
        label={text.category}
        columns={columns}
        rows={allocation.total}
        rowKey={(row) => row.category ?? "none"}
        dense
      />
    </Card>
  );
}
