"use client";
/** The rows behind a number, whatever columns they have. */
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { Explain, ExplainColumn, Unit } from "@/api/types";
import { en } from "@/text/en";
import { Button, exact, Foreign, shortTime } from "@/ui/basic";
import { type Column, type Order, Table } from "@/ui/table";
import { NOTHING, write } from "./format";

type Row = Record<string, unknown>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

function isNumber(column: ExplainColumn): boolean {
  return column.unit !== null || ["number", "integer", "count"].includes(column.kind);
}

function Cell({ value, column }: { value: unknown; column: ExplainColumn }) {
  if (value === null || value === undefined || value === "") return <span className="text-ink-3">{NOTHING}</span>;
  if (typeof value === "number") {
    const written = write(value, (column.unit ?? "count") as Unit);
    return (
      <>
        {written.text}
        {written.unit !== "" && column.unit !== "lines" && <span className="ml-1 text-ink-3">{written.unit}</span>}
      </>
    );
  }
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "object") {
    const name = (value as { name?: unknown }).name;
    return <Foreign>{typeof name === "string" ? name : JSON.stringify(value)}</Foreign>;
  }
  const text = String(value);
  if (column.kind === "sha")
    return <code className="font-mono text-small whitespace-nowrap text-ink-2">{text.slice(0, 9)}</code>;
  if (INSTANT.test(text)) {
    return (
      <time dateTime={text} title={exact(text)} className="figures whitespace-nowrap text-ink-2">
        {shortTime(text)}
      </time>
    );
  }
  return (
    <span title={text} className="line-clamp-2">
      <Foreign>{text}</Foreign>
    </span>
  );
}

export function ExplainRows({
  query,
  order,
  onOrder,
}: {
  query: UseInfiniteQueryResult<InfiniteData<Explain>>;
  order: Order | null;
  onOrder: (order: Order) => void;
}) {
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const main = first?.columns.find((column) => column.kind === "text")?.key;
  const columns: Column<Row>[] = (first?.columns ?? []).map((column) => ({
    key: column.key,
    title: column.title,
    number: isNumber(column),
    // The API sorts by amounts and instants.
    sortable: isNumber(column) || column.kind === "instant",
    className:
      column.key === main ? "w-full min-w-[170px]" : column.kind === "text" ? "max-w-[120px] min-w-[72px]" : "",
    cell: (row) => <Cell value={row[column.key]} column={column} />,
  }));
  return (
    <section>
      <h3 className="font-semibold">{en.explain.rows}</h3>
      <p className="text-small text-ink-3">
        {first?.rows_withheld
          ? first.rows_withheld
          : first
            ? first.total_rows === 0
              ? en.explain.noRows
              : en.explain.rowsSay(rows.length, first.total_rows)
            : " "}
      </p>
      {rows.length > 0 && (
        <div className="-mx-4 mt-1">
          <Table
            dense
            label={en.explain.rows}
            columns={columns}
            rows={rows}
            rowKey={(_, index) => String(index)}
            {...(order ? { order } : {})}
            onOrder={onOrder}
          />
        </div>
      )}
      {query.hasNextPage && (
        <Button className="mt-3 w-full" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {en.explain.more}
        </Button>
      )}
    </section>
  );
}
