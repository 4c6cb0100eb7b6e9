"use client";
/** Whose reviews take longest, and why: a sentence for whoever asks, and the rows it is made of. */
import Link from "next/link";
import { useMemo, useState } from "react";
import { useBeside } from "@/api/compare";
import { useBreakdown, useMetrics, useReadings } from "@/api/insights";
import type { Breakdown, BreakdownRow } from "@/api/types";
import { useReviewLoad, useTeamFlow } from "@/api/weekly";
import { useHref } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { REVIEWS } from "@/metrics/layout";
import { ReadingCell } from "@/metrics/reading";
import { StageBar, Swatch } from "@/metrics/stages";
import { reviews as text } from "@/text/en-questions";
import { Card, Foreign, Initials, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { figureIn, partIn, type Slowest, STAGES, slowestOf, TIMES } from "./slowest";

const SLOWEST_FIRST: Order = { key: REVIEWS.first, descending: true };
/* Stages have the colours they have where coding stands before them. */
const AFTER_CODING = 1;
/* As many teams as are waited for; the others on demand. */
const MOST = 6;

export function Reviews() {
  const { workspace } = usePlace();
  const span = useSpan();
  const query = useBreakdown(workspace.id, {
    ...span,
    by: "team",
    subject: "workspace",
    metrics: TIMES,
    limit: 200,
  });
  const whole = useReadings(workspace.id, {
    ...span,
    metrics: TIMES,
    subject: "workspace",
    bucket: "total",
    compare: "none",
  }).data;
  const found = query.data;
  const slowest = useMemo(() => (found && whole ? slowestOf(found, whole.readings) : null), [found, whole]);
  const rows = (found?.rows ?? []).filter((row) => row.readings[REVIEWS.first] !== undefined);
  return (
    <section aria-label={text.title}>
      <Card flush title={text.title} says={text.says} className="overflow-hidden">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : found !== undefined && rows.every((row) => figureIn(row, REVIEWS.first) === null) ? (
          <Empty>{text.none}</Empty>
        ) : (
          <>
            {found === undefined || whole === undefined ? (
              <Skeleton className="mx-4 mb-3 h-[64px]" />
            ) : (
              slowest && <Why slowest={slowest} rows={found} />
            )}
            <Rows rows={rows} loading={found === undefined ? MOST : 0} />
          </>
        )}
      </Card>
    </section>
  );
}

/** Names the team and the stage, says whether chance could have done it, and what waits now. */
function Why({ slowest, rows }: { slowest: Slowest; rows: Breakdown }) {
  const { workspace } = usePlace();
  const span = useSpan();
  const flow = useTeamFlow(workspace.id, slowest.id).data;
  const given = useReviewLoad(workspace.id, slowest.id, span).data?.given;
  // Beside those who wait least: if chance could have done that much, it could have done less.
  const others = ordered(
    rows.rows.filter((row) => row.subject.id !== slowest.id && figureIn(row, REVIEWS.first) !== null),
    { key: REVIEWS.first, descending: false },
    figureIn,
  );
  const subjects = [slowest.id, ...others.map((row) => row.subject.id).slice(0, 4)].map((id) => `team:${id}`);
  const beside = useBeside(workspace.id, { ...span, subjects, metrics: [REVIEWS.first] }, others.length > 0).data;
  const pairs = beside?.metrics.find((one) => one.metric === REVIEWS.first)?.pairs;
  const waiting = flow?.stages.find(({ stage }) => stage === "waiting_for_first_review");
  return (
    <div className="mx-4 mb-2 min-h-[64px] rounded-control bg-sunken px-3 py-2">
      <p>
        <span className="font-medium">
          <Foreign>{text.slowest(slowest.name, say(slowest.wait, "hours"), say(slowest.whole, "hours"))}</Foreign>
        </span>{" "}
        {slowest.stage &&
          text.stage(
            text.stages[slowest.stage.key] ?? "",
            say(slowest.stage.here, "hours"),
            say(slowest.stage.whole, "hours"),
          )}
      </p>
      <p className="mt-1 text-small text-ink-2">
        {pairs !== undefined &&
          (pairs.some(({ higher, larger }) => larger && higher === slowest.id) ? text.surely : text.perhaps)}{" "}
        {flow?.n != null && waiting && text.open(flow.n, waiting.n, say(waiting.longest_hours, "hours"))}{" "}
        {given?.top_share != null && text.spread(say(given.top_share, "share"), given.n)}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <ButtonLink href="/insights/delivery/flow" changes={{ team: slowest.id }}>
          {text.look}
        </ButtonLink>
        <ButtonLink href="/insights/compare" changes={{ beside: subjects.join(",") }}>
          {text.compare}
        </ButtonLink>
      </div>
    </div>
  );
}

function Rows({ rows, loading }: { rows: readonly BreakdownRow[]; loading: number }) {
  const href = useHref();
  const catalogue = useMetrics().data;
  const [order, setOrder] = useState<Order>(SLOWEST_FIRST);
  const [all, setAll] = useState(false);
  const named = (key: string) => catalogue?.find((metric) => metric.key === key);
  const first = named(REVIEWS.first);
  const cell = (row: BreakdownRow, key: string) => {
    const metric = named(key);
    return (
      metric && (
        <ReadingCell
          metric={metric}
          reading={row.readings[key]}
          subject={`team:${row.subject.id}`}
          name={row.subject.name}
        />
      )
    );
  };
  const longest = Math.max(...rows.map(wholeOf), Number.MIN_VALUE);
  const columns: Column<BreakdownRow>[] = [
    {
      key: "name",
      title: text.team,
      sortable: true,
      className: "min-w-[130px]",
      cell: ({ subject: { id, name } }) => (
        <span className="flex items-center gap-2">
          <Initials name={name} square />
          <Link
            href={href("/team", { id })}
            prefetch={false}
            className="font-medium hover:text-accent-ink hover:underline"
          >
            <Foreign>{name}</Foreign>
          </Link>
        </span>
      ),
    },
    {
      key: REVIEWS.first,
      title: first?.name ?? text.first,
      number: true,
      sortable: true,
      cell: (row) => cell(row, REVIEWS.first),
    },
    ...STAGES.map(
      (stage, index): Column<BreakdownRow> => ({
        key: REVIEWS.stages[stage],
        title: (
          <span className="inline-flex items-center">
            <Swatch index={AFTER_CODING + index} />
            {named(REVIEWS.stages[stage])?.name ?? stage}
          </span>
        ),
        number: true,
        sortable: true,
        from: "sm",
        cell: (row) => cell(row, REVIEWS.stages[stage]),
      }),
    ),
    {
      key: "waits",
      title: text.waits,
      from: "lg",
      className: "w-[200px]",
      cell: (row) => <Waits row={row} longest={longest} />,
    },
  ];
  const inOrder = ordered(rows, order, (row, key) => (key === "name" ? row.subject.name : figureIn(row, key)));
  return (
    <>
      <Table
        label={text.title}
        columns={columns}
        rows={all ? inOrder : inOrder.slice(0, MOST)}
        rowKey={(row) => row.subject.id}
        order={order}
        onOrder={setOrder}
        loading={loading}
      />
      {!all && rows.length > MOST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
    </>
  );
}

/** How long the way to merge takes all in all, in the mean. */
const wholeOf = (row: BreakdownRow) =>
  STAGES.reduce((sum, stage) => sum + (partIn(row, REVIEWS.stages[stage]) ?? 0), 0);

/** As long as it takes, beside the team where it takes longest. */
function Waits({ row, longest }: { row: BreakdownRow; longest: number }) {
  const catalogue = useMetrics().data;
  const parts = STAGES.map((stage) => {
    const value = partIn(row, REVIEWS.stages[stage]) ?? 0;
    const name = catalogue?.find((metric) => metric.key === REVIEWS.stages[stage])?.name ?? stage;
    return { key: stage, name, value, text: say(value, "hours") };
  });
  const whole = wholeOf(row);
  if (whole === 0) return null;
  return (
    <div style={{ width: `${(whole / longest) * 100}%` }}>
      <StageBar
        thin
        first={AFTER_CODING}
        parts={parts}
        summary={text.means(parts.map((part) => `${part.name} ${part.text}`).join(", "))}
      />
    </div>
  );
}
