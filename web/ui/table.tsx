"use client";
/** Rows of numbers: right-aligned, sortable by the keyboard, scrolling sideways inside its own frame. */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { en } from "@/text/en";
import { cx, Skeleton } from "./basic";

export interface Column<Row> {
  key: string;
  title: ReactNode;
  /** Spoken where the title is a picture or is missing. */
  label?: string;
  cell: (row: Row) => ReactNode;
  number?: boolean;
  sortable?: boolean;
  /** Left out where the page is narrow: `sm` under 720 px, `lg` under 1100 px. */
  from?: "sm" | "lg";
  className?: string;
}

export interface Order {
  key: string;
  descending: boolean;
}

const HIDE = { sm: "max-sm:hidden", lg: "max-lg:hidden" };

function Head<Row>({
  column,
  order,
  onOrder,
}: {
  column: Column<Row>;
  order?: Order;
  onOrder?: (order: Order) => void;
}) {
  const active = order?.key === column.key;
  const sortable = column.sortable && onOrder;
  const Arrow = active && order?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={active ? (order?.descending ? "descending" : "ascending") : undefined}
      className={cx(
        // Names of numbers take two lines before a column is cut off.
        "h-8 px-2 pt-1 pb-2 align-bottom text-small font-medium text-ink-3",
        column.number ? "text-right wrap-normal" : "text-left whitespace-nowrap",
        column.from && HIDE[column.from],
      )}
    >
      {sortable ? (
        <button
          type="button"
          className={cx("inline-flex items-center gap-1 rounded hover:text-ink", column.number && "text-right")}
          onClick={() => onOrder({ key: column.key, descending: active ? !order?.descending : Boolean(column.number) })}
        >
          {column.number && <Arrow aria-hidden="true" size={11} className={active ? "" : "invisible"} />}
          {column.title}
          {!column.number && <Arrow aria-hidden="true" size={11} className={active ? "" : "invisible"} />}
        </button>
      ) : column.label !== undefined ? (
        <span className="sr-only">{column.label}</span>
      ) : (
        column.title
      )}
    </th>
  );
}

export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  order,
  onOrder,
  loading = 0,
  dense = false,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  order?: Order;
  onOrder?: (order: Order) => void;
  /** How many grey rows to show instead of rows. */
  loading?: number;
  dense?: boolean;
}) {
  const height = dense ? "h-8" : "h-10";
  const cellClass = (column: Column<Row>) =>
    cx(
      height,
      "border-t border-line px-2 py-1",
      column.number ? "figures text-right whitespace-nowrap" : "text-left",
      column.from && HIDE[column.from],
      column.className,
    );
  return (
    // Scrolls by the keyboard too, so it can be reached by it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
    <section className="relative overflow-x-auto px-2 pb-1" aria-label={label} tabIndex={0} aria-busy={loading > 0}>
      <table className="w-full border-collapse">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} {...(order ? { order } : {})} {...(onOrder ? { onOrder } : {})} />
            ))}
          </tr>
        </thead>
        {/* Grey rows breathe together: each square by itself would be a layer of its own. */}
        <tbody className={loading > 0 ? "breathes" : undefined}>
          {loading > 0
            ? Array.from({ length: loading }, (_, index) => (
                <tr key={index}>
                  {columns.map((column) => (
                    <td key={column.key} className={cellClass(column)}>
                      <Skeleton className={cx("h-3", column.number ? "ml-auto w-10" : "w-32")} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row, index) => (
                <tr key={rowKey(row, index)} className="hover:bg-hover">
                  {columns.map((column) => (
                    <td key={column.key} className={cellClass(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  );
}

/** Orders rows here when all of them are here. What is missing comes last either way. */
export function ordered<Row>(
  rows: readonly Row[],
  order: Order,
  value: (row: Row, key: string) => string | number | null | undefined,
): Row[] {
  const sign = order.descending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left, order.key), value(right, order.key)];
    const missing = Number(a === null || a === undefined) - Number(b === null || b === undefined);
    if (missing !== 0) return missing;
    if (typeof a === "string" && typeof b === "string") return sign * a.localeCompare(b, "en", { numeric: true });
    return sign * (Number(a) - Number(b));
  });
}

const BELOW_ROWS = "h-9 w-full border-t max-sm:h-11 border-line text-ink-2 hover:bg-hover hover:text-ink";

export function ShowAll({ n, onClick }: { n: number; onClick: () => void }) {
  return (
    <button type="button" onClick={onClick} className={BELOW_ROWS}>
      {en.table.all(n)}
    </button>
  );
}

/** The next page of what is read in pages; nothing where there is none. */
export function ShowMore({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) {
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
      className={BELOW_ROWS}
    >
      {en.table.more}
    </button>
  );
}
