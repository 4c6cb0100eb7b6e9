"use client";
/** People, teams or repositories with their readings in rows: by name at first; an order is the reader's wish. */
import Link from "next/link";
import { type ReactNode, useMemo, useState } from "react";
import { useBreakdown, useMetrics } from "@/api/insights";
import type { BreakdownRow } from "@/api/types";
import { useHref } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Card, Foreign, Initials } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { known, TABLES } from "./layout";
import type { Bucket } from "./periods";
import { columnTitle, figureOf, ReadingCell } from "./reading";
import { Sparkline } from "./sparkline";

type By = "developer" | "team" | "repository";

const PLACES: Record<By, { path: string; title: string; trendFrom: "sm" }> = {
  developer: { path: "/person", title: en.columns.person, trendFrom: "sm" },
  team: { path: "/team", title: en.columns.team, trendFrom: "sm" },
  repository: { path: "/repository", title: en.columns.repository, trendFrom: "sm" },
};
const BY_NAME: Order = { key: "name", descending: false };

/** Trends of a table are weekly; longer ones would be too fine for their width. */
function trendBucket(bucket: Bucket): Bucket {
  return bucket === "daily" ? "weekly" : bucket;
}

export function Subjects({
  by,
  subject,
  title,
  says,
  most = 10,
  empty,
  actions,
  column,
  below,
}: {
  by: By;
  subject: string;
  title?: string;
  says?: string;
  /** How many rows before the reader asks for all. */
  most?: number;
  empty: ReactNode;
  actions?: ReactNode;
  /** What is known of each beside its readings, by its id: a column after the name. */
  column?: { title: string; cell: (id: string) => ReactNode };
  /**
   * What stands under the rows, told which have one: nobody knows how many they are before they are there, and it would
   * be pushed about.
   */
  below?: (here: ReadonlySet<string>) => ReactNode;
}) {
  const { workspace, period, today } = usePlace();
  const span = useSpan();
  const href = useHref();
  const [order, setOrder] = useState<Order>(BY_NAME);
  const [all, setAll] = useState(false);
  const metrics = known(TABLES[by], useMetrics().data, by);
  const query = useBreakdown(workspace.id, {
    ...span,
    by,
    subject,
    metrics: metrics.map((metric) => metric.key),
    limit: 200,
    trend: trendBucket(period.bucket),
  });
  const [hasAnswered, setAnswered] = useState(false);
  if (!query.isPending && !hasAnswered) setAnswered(true);
  const place = PLACES[by];
  const rows = useMemo(
    () =>
      ordered(query.data?.rows ?? [], order, (row, key) =>
        key === "name" ? row.subject.name : figureOf(row.readings[key]),
      ),
    [query.data, order],
  );
  const columns: Column<BreakdownRow>[] = [
    {
      key: "name",
      title: place.title,
      sortable: true,
      className: "min-w-[140px]",
      cell: ({ subject: { id, name, detail } }) => (
        <span className="flex items-center gap-2">
          <Initials name={name} square={by !== "developer"} />
          <Link
            href={href(place.path, { id })}
            prefetch={false}
            className="font-medium hover:text-accent-ink hover:underline"
          >
            <Foreign>{name}</Foreign>
          </Link>
          {detail ? <Foreign className="truncate text-small text-ink-3 max-lg:hidden">{detail}</Foreign> : null}
        </span>
      ),
    },
    ...(column
      ? [
          {
            key: "beside",
            title: column.title,
            number: true,
            from: "sm" as const,
            cell: (row: BreakdownRow) => column.cell(row.subject.id),
          },
        ]
      : []),
    ...metrics.map(
      (metric, index): Column<BreakdownRow> => ({
        key: metric.key,
        title: columnTitle(metric),
        number: true,
        sortable: true,
        ...(index > 1 ? { from: "sm" as const } : {}),
        cell: (row) => (
          <ReadingCell
            metric={metric}
            reading={row.readings[metric.key]}
            subject={`${by}:${row.subject.id}`}
            name={row.subject.name}
          />
        ),
      }),
    ),
    {
      key: "trend",
      title: metrics[0] ? `${metrics[0].name} over time` : "",
      number: true,
      from: "sm",
      className: "w-[150px]",
      cell: (row) => (
        <span className="ml-auto block w-[130px]">
          <Sparkline values={row.trend ?? []} open={period.to > today} height={22} />
        </span>
      ),
    },
  ];
  const shown = all ? rows : rows.slice(0, most);
  const loading = query.isPending ? Math.min(most, 24) : 0;
  return (
    <>
      <Card flush title={title} says={says} actions={actions} className="overflow-hidden">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : !query.isPending && rows.length === 0 ? (
          <Empty>{empty}</Empty>
        ) : (
          <>
            <Table
              label={title ?? place.title}
              columns={columns}
              rows={shown}
              rowKey={(row) => row.subject.id}
              order={order}
              onOrder={setOrder}
              loading={loading}
            />
            {rows.length > shown.length && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
          </>
        )}
      </Card>
      {hasAnswered && below?.(new Set(rows.map((row) => row.subject.id)))}
    </>
  );
}
