"use client";
/** Open pull requests at any date: how many in which stage, how old, how it came to that, and which they are. */
import { useMemo, useState } from "react";
import type { OpenFlow, OpenPull, PullStage } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { type Stack, Stacked, stackTable } from "@/metrics/stacked";
import { delivery } from "@/text/en-delivery";
import { Card, cx, Foreign, Skeleton } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { type Column, ShowAll, Table } from "@/ui/table";
import { Clocks } from "./clocks";
import { sayLong } from "./long";
import { Out } from "./pulls";

export interface FlowQuery {
  data: OpenFlow | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

export const STAGES: readonly PullStage[] = ["draft", "waiting_for_first_review", "in_review", "approved"];
const HUES = { draft: "before", waiting_for_first_review: "two", in_review: "one", approved: "four" } as const;
const DOTS: Record<PullStage, string> = {
  draft: "bg-before",
  waiting_for_first_review: "bg-series-2",
  in_review: "bg-series-1",
  approved: "bg-series-4",
};
const HEIGHT = 232;

export function StageTiles({
  query,
  chosen,
  onChoose,
}: {
  query: FlowQuery;
  chosen: PullStage | null;
  onChoose: (stage: PullStage | null) => void;
}) {
  const found = query.data;
  return (
    <section
      aria-label={delivery.openStages}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      {STAGES.map((stage) => {
        const one = found?.stages.find((other) => other.stage === stage);
        return (
          <button
            key={stage}
            type="button"
            aria-pressed={chosen === stage}
            onClick={() => onChoose(chosen === stage ? null : stage)}
            className={cx(
              "min-h-[112px] min-w-0 px-4 py-3 text-left focus-visible:outline-offset-[-2px]",
              chosen === stage ? "bg-accent-wash" : "bg-card hover:bg-hover",
            )}
          >
            <span className="flex items-center gap-2 text-ink-2">
              <span aria-hidden="true" className={cx("size-2 shrink-0 rounded-[2px]", DOTS[stage])} />
              <span className="truncate">{delivery.stageOf[stage]}</span>
            </span>
            {found === undefined ? (
              <Skeleton className="mt-2 h-6 w-12" />
            ) : (
              <>
                <span className="figures mt-0.5 block text-reading font-semibold">{count(one?.n ?? 0)}</span>
                <span className="block text-small text-ink-3">
                  {(one?.n ?? 0) > 0 ? (
                    <>
                      {delivery.halfFor}{" "}
                      <Clocks hours={one?.in_stage.hours.median} working={one?.in_stage.working_hours.median} />
                    </>
                  ) : (
                    "\u00a0"
                  )}
                </span>
              </>
            )}
          </button>
        );
      })}
    </section>
  );
}

export function OpenHistory({
  query,
  step,
  className,
}: {
  query: FlowQuery;
  step: "daily" | "weekly";
  className: string;
}) {
  const found = query.data;
  const stack = useMemo<Stack>(
    () => ({
      bucket: step,
      // A point is an instant: what was open at the end of that day.
      steps: (found?.history ?? []).map(({ day }, index, all) => ({
        start: day,
        end: day,
        open: index === all.length - 1,
      })),
      layers: STAGES.map((stage) => ({
        key: stage,
        name: delivery.stageOf[stage],
        hue: HUES[stage],
        values: (found?.history ?? []).map((point) => point[stage]),
      })),
      instants: true,
    }),
    [found, step],
  );
  return (
    <Figure
      title={delivery.openHistory}
      says={delivery.openHistorySays[step]}
      height={HEIGHT + 24}
      query={query}
      empty={found?.history.every((point) => point.n === 0) ? delivery.openNone : null}
      table={stackTable(stack)}
      className={className}
    >
      <Stacked stack={stack} height={HEIGHT} />
    </Figure>
  );
}

export function Ages({ query }: { query: FlowQuery }) {
  const found = query.data;
  const ages = found?.ages ?? [];
  const name = (from: number, to: number | null) =>
    to === null ? delivery.ageOver(sayLong(from)) : delivery.ageBetween(from === 0 ? "0" : sayLong(from), sayLong(to));
  const bars: Bar[] = ages.map((band) => ({
    key: String(band.from),
    name: name(band.from, band.to),
    value: band.n,
    text: count(band.n),
  }));
  return (
    <Figure
      title={delivery.ages}
      says={delivery.agesSay}
      height={HEIGHT + 24}
      query={query}
      empty={found && (found.n ?? 0) === 0 ? delivery.openNone : null}
      table={{
        head: [delivery.ageColumn, delivery.n],
        rows: ages.map((band) => [name(band.from, band.to), count(band.n)]),
      }}
    >
      <Bars bars={bars} label={delivery.ages} />
    </Figure>
  );
}

const FIRST = 10;

const COLUMNS: Column<OpenPull>[] = [
  {
    key: "what",
    title: delivery.change,
    className: "w-full max-w-0 min-w-[180px]",
    cell: (row) => (
      <span className="block py-0.5">
        <span className="line-clamp-1">
          <Out url={row.url}>{row.title}</Out>
        </span>
        <span className="block truncate text-small text-ink-3">
          <Foreign>{delivery.pull.title(row.repository, row.number)}</Foreign>
          {row.author !== null && (
            <>
              {" · "}
              <Foreign>{row.author}</Foreign>
            </>
          )}
        </span>
      </span>
    ),
  },
  {
    key: "stage",
    title: delivery.stage,
    from: "sm",
    cell: (row) => (
      <span className="flex items-center gap-2 whitespace-nowrap">
        <span aria-hidden="true" className={cx("size-2 shrink-0 rounded-[2px]", DOTS[row.stage])} />
        {delivery.stageOf[row.stage]}
      </span>
    ),
  },
  {
    key: "in",
    title: delivery.inStage,
    number: true,
    from: "sm",
    cell: (row) => <Clocks hours={row.stage_hours} working={row.stage_working_hours} />,
  },
  {
    key: "open",
    title: delivery.openFor,
    number: true,
    cell: (row) => <Clocks hours={row.open_hours} working={row.open_working_hours} />,
  },
];

export function OpenRows({ query }: { query: FlowQuery }) {
  const [all, setAll] = useState(false);
  const { today } = usePlace();
  const found = query.data;
  const rows = found?.rows ?? [];
  const past = found !== undefined && found.at.slice(0, 10) < today;
  return (
    <Card
      flush
      title={past ? delivery.openThen : delivery.openNow}
      says={
        found
          ? `${delivery.openRowsSay(rows.length, found.total_rows)}${found.rows_withheld > 0 ? ` ${delivery.outOfReach(found.rows_withheld)}` : ""}`
          : "\u00a0"
      }
      className="overflow-hidden"
    >
      {found && rows.length === 0 ? (
        <Empty>{delivery.openNone}</Empty>
      ) : (
        <>
          <Table
            label={delivery.openNow}
            columns={COLUMNS}
            rows={all ? rows : rows.slice(0, FIRST)}
            rowKey={(row) => row.id}
            loading={query.isPending ? 6 : 0}
          />
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}
