"use client";
/** Changes alike in task type and size, with and without assistance: one measure at a time. */
import { useState } from "react";
import type { AiImpact, ComparedCell, Comparison } from "@/api/assistance";
import { count, say } from "@/metrics/format";
import { assistance } from "@/text/en-assistance";
import { Card, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { boundsOf } from "./bounds";

interface Row {
  cell: ComparedCell;
  one: Comparison;
}

const nameOf = ({ type, size }: ComparedCell) =>
  `${type ?? assistance.any}, ${size === null ? assistance.any : (assistance.sizes[size] ?? size)}`;

export function Cells({ impact }: { impact: AiImpact | undefined }) {
  const measures = impact?.cells[0]?.measures ?? [];
  const [chosen, choose] = useState("cycle_hours");
  const rows = (impact?.cells ?? []).flatMap((cell): Row[] => {
    const one = cell.measures.find(({ measure }) => measure === chosen);
    return one !== undefined && one.assisted.withheld === null ? [{ cell, one }] : [];
  });
  return (
    <Card
      title={assistance.cells}
      says={impact ? assistance.cellsSay(impact.fewest) : "\u00a0"}
      actions={
        measures.length > 0 && (
          <Select
            label={assistance.measure}
            value={chosen}
            options={measures.map(({ measure, name }) => ({ value: measure, label: name }))}
            onChange={choose}
            className="max-w-[220px]"
          />
        )
      }
    >
      {impact === undefined ? (
        <Skeleton className="h-40" />
      ) : rows.length === 0 ? (
        <Empty>{assistance.cellsNone(impact.fewest)}</Empty>
      ) : (
        <div className="-mx-2">
          <Table dense label={assistance.cells} columns={COLUMNS} rows={rows} rowKey={({ cell }) => nameOf(cell)} />
        </div>
      )}
    </Card>
  );
}

const COLUMNS: Column<Row>[] = [
  {
    key: "type",
    title: assistance.type,
    className: "whitespace-nowrap",
    cell: ({ cell }) => cell.type ?? assistance.any,
  },
  {
    key: "size",
    title: assistance.size,
    className: "whitespace-nowrap",
    cell: ({ cell }) => (cell.size === null ? assistance.any : (assistance.sizes[cell.size] ?? cell.size)),
  },
  {
    key: "assisted",
    title: assistance.assisted,
    number: true,
    className: "font-medium",
    cell: ({ one }) => say(one.assisted.value, one.unit),
  },
  {
    key: "assisted_bounds",
    title: assistance.bounds,
    number: true,
    from: "lg",
    className: "text-ink-3",
    cell: ({ one }) => boundsOf(one.assisted, one.unit),
  },
  {
    key: "assisted_n",
    title: assistance.n,
    number: true,
    from: "sm",
    className: "text-ink-3",
    cell: ({ one }) => count(one.assisted.n),
  },
  {
    key: "other",
    title: assistance.other,
    number: true,
    className: "font-medium",
    cell: ({ one }) => say(one.other.value, one.unit),
  },
  {
    key: "other_bounds",
    title: assistance.bounds,
    number: true,
    from: "lg",
    className: "text-ink-3",
    cell: ({ one }) => boundsOf(one.other, one.unit),
  },
  {
    key: "other_n",
    title: assistance.n,
    number: true,
    from: "sm",
    className: "text-ink-3",
    cell: ({ one }) => count(one.other.n),
  },
  {
    key: "difference",
    title: assistance.difference,
    number: true,
    cell: ({ one }) => say(one.difference.value, one.unit),
  },
  {
    key: "difference_bounds",
    title: assistance.bounds,
    number: true,
    from: "sm",
    className: "text-ink-3",
    cell: ({ one }) => boundsOf(one.difference, one.unit),
  },
];
