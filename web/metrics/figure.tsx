"use client";
/** A card around a drawing: title, what it shows, the drawing or its table, and the switch between the two. */
import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { en } from "@/text/en";
import { Card, IconButton, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { PlainTable, type TableView } from "./plain-table";

export function Figure({
  title,
  says,
  actions,
  table,
  height,
  query,
  empty,
  className,
  plain = false,
  children,
}: {
  title: string;
  says?: ReactNode;
  actions?: ReactNode;
  /** The same as rows; what makes them, where they are many and few ask. */
  table: TableView | (() => TableView) | null;
  /** In pixels, or in whatever else CSS has, where a phone needs less. */
  height: number | string;
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
  /** The sentence instead of a drawing, when there is nothing to draw or nobody may see it. */
  empty?: string | null;
  className?: string;
  /** Without the card, for places that have one. */
  plain?: boolean;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const canSwitch = table !== null && (typeof table === "function" || table.rows.length > 0) && !empty;
  const body = query.error ? (
    <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
  ) : query.isPending ? (
    <Skeleton className="h-full" />
  ) : empty ? (
    <div className="grid h-full place-items-center">
      <Empty>{empty}</Empty>
    </div>
  ) : asTable && table !== null ? (
    <PlainTable label={title} table={typeof table === "function" ? table() : table} />
  ) : (
    children
  );
  const toggle = canSwitch && (
    <IconButton
      label={`${asTable ? en.chart.drawing : en.chart.table}: ${title}`}
      aria-pressed={asTable}
      onClick={() => setAsTable(!asTable)}
    >
      {asTable ? <ChartColumn size={15} /> : <Table2 size={15} />}
    </IconButton>
  );
  const frame = <div style={{ minHeight: height, height: query.isPending ? height : undefined }}>{body}</div>;
  if (plain) {
    return (
      <section className={className}>
        <div className="flex items-start justify-between gap-3">
          <div>
            <h3 className="font-semibold">{title}</h3>
            {says !== undefined && <p className="text-small text-ink-3">{says}</p>}
          </div>
          {toggle}
        </div>
        {frame}
      </section>
    );
  }
  return (
    <Card
      title={title}
      says={says}
      actions={
        <>
          {actions}
          {toggle}
        </>
      }
      {...(className === undefined ? {} : { className })}
    >
      {frame}
    </Card>
  );
}
