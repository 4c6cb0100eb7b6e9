"use client";
/** The rows behind a number, whatever columns they have. */
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { Explain, ExplainColumn, Metric, Unit } from "@/api/types";
import { en } from "@/text/en";
import { Button, exact, Foreign, shortTime } from "@/ui/basic";
import { type Column, type Order, Table } from "@/ui/table";
import { NOTHING, write } from "./format";
import { COLUMN_OF } from "./layout";

type Row = Record<string, unknown>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;
/** What a row is recognised by; its number and place are said below it and need no columns of their own. */
const NAME = "title";
const BELOW_NAME: readonly string[] = ["number", "repository"];

function isNumber(column: ExplainColumn): boolean {
  return column.unit !== null || ["number", "integer", "count"].includes(column.kind);
}

/** The address of a row, where it is one a browser may open. */
export function addressOf(row: Row): string | null {
  const { url } = row;
  return typeof url === "string" && /^https?:\/\//i.test(url) ? url : null;
}

/** The columns worth their width: what the number is made of first, nothing that no row has, nothing said twice. */
export function columnsOf(columns: readonly ExplainColumn[], rows: readonly Row[], metric: string): ExplainColumn[] {
  const folds = columns.some((column) => column.key === NAME);
  const own = COLUMN_OF[metric];
  const worth = columns.filter(
    ({ key }) => !(folds && BELOW_NAME.includes(key)) && (key === own || rows.some((row) => row[key] != null)),
  );
  const place = ({ key, kind }: ExplainColumn) => (key === NAME ? 0 : key === own ? 1 : kind === "flag" ? 3 : 2);
  return folds ? [...worth].sort((a, b) => place(a) - place(b)) : worth;
}

/** A pull request by its title, a way to where it was written, and below which and where it is. */
function Named({ row }: { row: Row }) {
  const title = typeof row[NAME] === "string" && row[NAME] !== "" ? row[NAME] : NOTHING;
  const url = addressOf(row);
  const below = BELOW_NAME.map((key) => row[key]).filter((value): value is string => typeof value === "string");
  return (
    <span className="block py-0.5">
      {url === null ? (
        <Foreign className="line-clamp-2">{title}</Foreign>
      ) : (
        <a
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          title={en.explain.opens}
          className="line-clamp-2 text-accent-ink hover:underline"
        >
          <Foreign>{title}</Foreign>
        </a>
      )}
      {below.length > 0 && <Foreign className="block truncate text-small text-ink-3">{below.join(" · ")}</Foreign>}
    </span>
  );
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
  if (typeof value === "boolean") {
    return <span className={value ? "" : "text-ink-3"}>{value ? en.explain.yes : en.explain.no}</span>;
  }
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
  metric,
  query,
  order,
  onOrder,
}: {
  metric: Metric;
  query: UseInfiniteQueryResult<InfiniteData<Explain>>;
  order: Order | null;
  onOrder: (order: Order) => void;
}) {
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const worth = columnsOf(first?.columns ?? [], rows, metric.key);
  const main = worth.find((column) => column.kind === "text")?.key;
  const columns: Column<Row>[] = worth.map((column) => ({
    key: column.key,
    title: column.title,
    number: isNumber(column),
    // The API sorts by amounts and instants.
    sortable: isNumber(column) || column.kind === "instant",
    className:
      column.key === main ? "w-full min-w-[170px]" : column.kind === "text" ? "max-w-[140px] min-w-[104px]" : "",
    cell: (row) => (column.key === NAME ? <Named row={row} /> : <Cell value={row[column.key]} column={column} />),
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
