"use client";
/** The issues that fit, each with what tells whether it moves; a press opens what happened to it. */
import { X } from "lucide-react";
import { type IssueRow, type Narrowed, useIssues } from "@/api/issues";
import { go, openDrawer } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { count, say } from "@/metrics/format";
import { issues as en } from "@/text/en-issues";
import { Badge, Button, Card, cx, exact, Foreign, Instant } from "@/ui/basic";
import { FindLater } from "@/ui/find";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";
import { NOBODY, NOTHING, ORDERS, STATES, STUCK } from "./narrowed";

const DAY = 86_400_000;

export function Listed({ narrowed, cleared }: { narrowed: Narrowed; cleared: boolean }) {
  const { workspace, team } = usePlace();
  const query = useIssues(workspace.id, team, narrowed);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  const isOver = narrowed.state === "done" || narrowed.state === "cancelled";
  return (
    <Card flush title={first ? en.all(first.total) : en.list} className="overflow-hidden">
      <Filters narrowed={narrowed} cleared={cleared} />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : first?.withheld ? (
        <Empty>{first.withheld}</Empty>
      ) : !query.isPending && rows.length === 0 ? (
        <Empty action={cleared ? undefined : <Button onClick={() => go(NOTHING)}>{en.clear}</Button>}>
          {en.listNone}
        </Empty>
      ) : (
        <Table
          label={en.list}
          columns={COLUMNS.filter(({ key }) => (isOver ? key !== "since" && key !== "touched" : key !== "closed"))}
          rows={rows}
          rowKey={(row) => row.id}
          loading={query.isPending ? 10 : 0}
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}

function options(words: readonly string[], named: Record<string, string>) {
  return words.map((value) => ({ value, label: named[value] ?? value }));
}

function Filters({ narrowed, cleared }: { narrowed: Narrowed; cleared: boolean }) {
  const { assignee, stuck, ageFrom, ageTo, kind } = narrowed;
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
      <FindLater label={en.find} value={narrowed.q} onFind={(q) => go({ q }, "replace")} className="sm:max-w-[220px]" />
      <Select
        label={en.stateLabel}
        value={narrowed.state}
        options={options(STATES, en.states)}
        onChange={(state) => go({ state: state === "open" ? null : state, order: null })}
      />
      <Select
        label={en.stuckLabel}
        value={stuck ?? "all"}
        options={options(["all", ...STUCK], en.stuckOf)}
        onChange={(word) => go({ stuck: word === "all" ? null : word })}
      />
      <Select
        label={en.orderLabel}
        value={narrowed.order}
        options={options(ORDERS, en.orders)}
        onChange={(order) => go({ order })}
      />
      {assignee !== null && (
        <Only what={assignee === NOBODY ? en.ofNobody : en.ofOne} drop={() => go({ assignee: null })} />
      )}
      {ageFrom !== null && <Only what={en.age(ageFrom, ageTo).toLowerCase()} drop={() => go({ age: null })} />}
      {kind !== null && <Only what={kind} drop={() => go({ kind: null })} />}
      {!cleared && (
        <Button look="quiet" onClick={() => go(NOTHING)}>
          {en.clear}
        </Button>
      )}
    </div>
  );
}

function Only({ what, drop }: { what: string; drop: () => void }) {
  return (
    <Button onClick={drop} aria-label={en.drop(what)}>
      {en.only(what)} <X aria-hidden="true" size={13} />
    </Button>
  );
}

/** How long ago in days, the exact instant on hover. */
export function Since({ at }: { at: string | null }) {
  if (at === null) return <span className="text-ink-3">{en.notKnown}</span>;
  return <span title={exact(at)}>{say(Math.max(0, Math.floor((Date.now() - Date.parse(at)) / DAY)), "days")}</span>;
}

const COLUMNS: Column<IssueRow>[] = [
  {
    key: "issue",
    title: en.columns.issue,
    className: "w-full sm:min-w-[260px]",
    cell: (row) => (
      <button
        type="button"
        onClick={() => openDrawer("issue", row.id)}
        title={en.details(row.issue_key)}
        className="block w-full py-0.5 text-left hover:text-accent-ink"
      >
        <Foreign className="line-clamp-1 font-medium">{row.title}</Foreign>
        <span className="flex flex-wrap items-center gap-x-1.5 text-small text-ink-3">
          <Foreign className="font-mono text-fine">{row.issue_key}</Foreign>
          {row.place !== null && <Foreign className="truncate">{row.place}</Foreign>}
          {row.stuck_by.map((by) => (
            <Badge key={by} tone="worse">
              {en.reasons[by]}
            </Badge>
          ))}
        </span>
      </button>
    ),
  },
  { key: "status", title: en.columns.status, from: "sm", cell: (row) => <Standing row={row} /> },
  { key: "whose", title: en.columns.whose, from: "lg", cell: (row) => <OwnedBy row={row} /> },
  {
    key: "age",
    title: en.columns.age,
    number: true,
    className: "sm:min-w-[76px]",
    cell: (row) => <OpenFor row={row} />,
  },
  {
    key: "since",
    title: en.columns.since,
    number: true,
    from: "sm",
    className: "min-w-[88px]",
    cell: (row) => <Since at={row.since} />,
  },
  {
    key: "touched",
    title: en.columns.touched,
    number: true,
    from: "lg",
    cell: (row) => <Instant at={row.touched_at} none={en.notKnown} />,
  },
  { key: "closed", title: en.columns.closed, number: true, from: "sm", cell: (row) => <Instant at={row.closed_at} /> },
  {
    key: "pulls",
    title: en.columns.pulls,
    number: true,
    from: "lg",
    cell: (row) => (row.pull_requests === 0 ? <span className="text-ink-3">–</span> : count(row.pull_requests)),
  },
];

function OpenFor({ row }: { row: IssueRow }) {
  const end = row.closed_at === null ? Date.now() : Date.parse(row.closed_at);
  return (
    <span title={exact(row.opened_at)}>
      {say(Math.max(0, Math.floor((end - Date.parse(row.opened_at)) / DAY)), "days")}
    </span>
  );
}

export function Dot({ category }: { category: string }) {
  const tone =
    { todo: "bg-before", in_progress: "bg-series-1", done: "bg-better", cancelled: "bg-line-strong" }[category] ??
    "bg-line-strong";
  return <span aria-hidden="true" className={cx("size-2 shrink-0 rounded-[2px]", tone)} />;
}

function Standing({ row }: { row: IssueRow }) {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <Dot category={row.status_category} />
      <Foreign>{row.status}</Foreign>
    </span>
  );
}

function OwnedBy({ row }: { row: IssueRow }) {
  const { assignee } = row;
  if (assignee === null) return <span className="text-ink-3">{row.is_assigned ? en.hidden : "–"}</span>;
  return (
    <button
      type="button"
      onClick={() => go({ assignee: assignee.id })}
      className="max-w-40 truncate text-left hover:text-accent-ink hover:underline"
    >
      <Foreign>{assignee.name}</Foreign>
    </button>
  );
}
