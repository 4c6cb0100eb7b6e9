"use client";
/** One sprint: committed, done, left, how its scope changed, its burn-down, and its issues. */
import { useMemo, useState } from "react";
import type { SprintDetail, SprintIssue, SprintNumbers } from "@/api/issues";
import { openDrawer } from "@/app/_frame/address";
import { Figure } from "@/metrics/figure";
import { count } from "@/metrics/format";
import { SeveralLines, severalTable } from "@/metrics/lines";
import { sprints as en, issues as words } from "@/text/en-issues";
import { Badge, Card, Foreign, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowAll, Table } from "@/ui/table";
import { besides, burnOf, daysOf, isLate, type Size, said, sizeOf } from "./sprint";

interface Query {
  data: SprintDetail | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

const HEIGHT = 260;
const FIRST = 12;
const PERCENT = 100;

export function SprintView({ query }: { query: Query }) {
  const found = query.data;
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  return (
    <>
      <Head found={found} />
      {found?.withheld ? (
        <Card>
          <Empty>{found.withheld}</Empty>
        </Card>
      ) : found && found.numbers === null ? (
        <Card>
          <Empty>{en.noIssues}</Empty>
        </Card>
      ) : (
        <>
          <Tiles numbers={found?.numbers ?? undefined} over={found?.state === "closed"} />
          <Burn found={found} query={query} />
          <Held found={found} />
        </>
      )}
    </>
  );
}

function Head({ found }: { found: SprintDetail | undefined }) {
  if (found === undefined) return <Skeleton className="h-11" />;
  return (
    <div>
      <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-title font-semibold">
        <Foreign>{found.name}</Foreign>
        <Badge tone={found.state === "active" ? "accent" : "quiet"}>{en.states[found.state]}</Badge>
        {isLate(found, Date.now()) && <Badge tone="worse">{en.late}</Badge>}
      </h2>
      <p className="text-small text-ink-3">
        <Foreign>{[found.board, daysOf(found), ...(found.goal === null ? [] : [found.goal])].join(" · ")}</Foreign>
      </p>
    </div>
  );
}

function Tiles({ numbers, over }: { numbers: SprintNumbers | undefined; over: boolean }) {
  const tiles: { title: string; size: (found: SprintNumbers) => Size; below: (found: SprintNumbers) => string }[] = [
    { title: en.committed, size: ({ committed }) => committed, below: () => en.committedSays },
    { title: en.done, size: ({ done }) => done, below: (found) => en.doneSays(shareOf(found)) },
    { title: over ? en.carried : en.left, size: ({ left }) => left, below: () => en.leftSays },
    { title: en.added, size: ({ added }) => added, below: () => en.addedSays },
    { title: en.removed, size: ({ removed }) => removed, below: () => en.removedSays },
  ];
  return (
    <section className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-5">
      {tiles.map(({ title, size, below }) => (
        <div key={title} className="min-h-[104px] min-w-0 bg-card px-4 py-3 max-lg:last:col-span-2">
          <p className="text-ink-2">{title}</p>
          {numbers === undefined ? (
            <Skeleton className="mt-2 h-6 w-16" />
          ) : (
            <p className="mt-0.5 flex flex-wrap items-baseline gap-x-1.5">
              <span className="figures text-reading font-semibold">{count(sizeOf(numbers, size(numbers)))}</span>
              <span className="text-small text-ink-3">{besides(numbers, size(numbers))}</span>
            </p>
          )}
          <p className="text-small text-ink-3">{numbers === undefined ? "\u00a0" : below(numbers)}</p>
        </div>
      ))}
    </section>
  );
}

function shareOf(numbers: SprintNumbers): string {
  const whole = sizeOf(numbers, numbers.held);
  return whole === 0 ? "–" : `${Math.round((sizeOf(numbers, numbers.done) / whole) * PERCENT)} %`;
}

function Burn({ found, query }: { found: SprintDetail | undefined; query: Query }) {
  const burn = useMemo(() => (found ? burnOf(found) : null), [found]);
  const numbers = found?.numbers ?? null;
  return (
    <Figure
      title={en.burn}
      says={numbers === null ? "\u00a0" : en.burnSays[numbers.by_points ? "points" : "issues"]}
      height={HEIGHT + 24}
      query={query}
      empty={found?.days.every(({ left }) => left === null) ? en.burnNone : null}
      table={burn === null ? null : severalTable(burn)}
    >
      {burn !== null && <SeveralLines {...burn} height={HEIGHT} />}
      {numbers !== null && (
        <div className="mt-2 space-y-0.5 text-small text-ink-3">
          <p className="text-ink-2">{scopeOf(numbers)}</p>
          <p>
            {[
              en.even,
              ...(numbers.by_points && numbers.without_points > 0 ? [en.withoutPoints(numbers.without_points)] : []),
              ...(numbers.by_points && numbers.points_of_today > 0 ? [en.ofToday(numbers.points_of_today)] : []),
            ].join(" ")}
          </p>
        </div>
      )}
    </Figure>
  );
}

function scopeOf(numbers: SprintNumbers): string {
  const { committed, added, removed, held, points_changed, by_points } = numbers;
  const changed =
    by_points && points_changed !== 0
      ? `${points_changed > 0 ? "plus" : "less"} ${count(Math.abs(points_changed))}`
      : null;
  const [start, plus, less, now] = [committed, added, removed, held].map((size) => said(numbers, size));
  return en.scope(start ?? "", plus ?? "", less ?? "", changed, now ?? "");
}

function Held({ found }: { found: SprintDetail | undefined }) {
  const [fate, setFate] = useState("all");
  const [all, setAll] = useState(false);
  const rows = (found?.issues ?? []).filter((one) => fate === "all" || one.fate === fate);
  return (
    <Card
      flush
      title={en.held}
      says={en.heldSays}
      className="overflow-hidden"
      actions={
        <Select
          label={en.fate}
          value={fate}
          options={[
            { value: "all", label: en.fateAll },
            ...Object.entries(en.fates).map(([value, label]) => ({ value, label })),
          ]}
          onChange={setFate}
        />
      }
    >
      {found && rows.length === 0 ? (
        <Empty>{en.noIssues}</Empty>
      ) : (
        <>
          <Table
            label={en.held}
            columns={COLUMNS}
            rows={all ? rows : rows.slice(0, FIRST)}
            rowKey={(row) => row.id}
            loading={found === undefined ? 6 : 0}
          />
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}

const FATES = { left: "accent", done: "better", removed: "quiet" } as const;

const COLUMNS: Column<SprintIssue>[] = [
  {
    key: "issue",
    title: en.columns.issue,
    className: "w-full sm:min-w-[240px]",
    cell: (row) => (
      <button
        type="button"
        onClick={() => openDrawer("issue", row.id)}
        title={words.details(row.issue_key)}
        className="block w-full py-0.5 text-left hover:text-accent-ink"
      >
        <Foreign className="line-clamp-1 font-medium">{row.title}</Foreign>
        <span className="flex items-center gap-1.5 text-small text-ink-3">
          <Foreign className="font-mono text-fine">{row.issue_key}</Foreign>
          {row.was_added && <span>{en.wasAdded}</span>}
        </span>
      </button>
    ),
  },
  {
    key: "status",
    title: en.columns.status,
    from: "sm",
    cell: (row) => <Foreign className="whitespace-nowrap">{row.status}</Foreign>,
  },
  {
    key: "fate",
    title: en.fate,
    cell: (row) => <Badge tone={FATES[row.fate]}>{en.fates[row.fate]}</Badge>,
  },
  { key: "points", title: en.columns.points, number: true, cell: (row) => <Points row={row} /> },
];

function Points({ row }: { row: SprintIssue }) {
  const { points, points_at_start } = row;
  if (points === null) return <span className="text-ink-3">–</span>;
  const isSized = !row.was_added && points_at_start !== points;
  return (
    <span>
      {isSized ? en.sized(points_at_start === null ? "–" : count(points_at_start), count(points)) : count(points)}
    </span>
  );
}
