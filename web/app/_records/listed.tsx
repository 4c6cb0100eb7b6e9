"use client";
/** The records that are left, those that came last first. */
import { ExternalLink } from "lucide-react";
import { type Narrowed, useRecords, type WorkRecord } from "@/api/records";
import { go } from "@/app/_frame/address";
import { records as en } from "@/text/en-records";
import { Badge, Button, Card, exact, Foreign, Instant, shortTime } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";
import { kindName } from "./kinds";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

export function Listed({ narrowed, workspace_id }: { narrowed: Narrowed; workspace_id: string }) {
  const query = useRecords(workspace_id, narrowed);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = COLUMNS.filter(({ key }) => key !== "kind" || narrowed.kind === null);
  return (
    <Card
      flush
      className="overflow-hidden"
      title={query.isPending ? en.all : en.many(rows.length, query.hasNextPage)}
      says={en.newest}
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty action={<Button onClick={() => go(NOTHING)}>{en.clear}</Button>}>{en.none}</Empty>
      ) : (
        <Table
          label={en.title}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          loading={query.isPending ? 10 : 0}
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}

const NOTHING = { kind: null, status: null, stage: null, state: null, owner: null, id: null, q: null };

const COLUMNS: Column<WorkRecord>[] = [
  {
    key: "title",
    title: en.columns.title,
    className: "sm:min-w-[220px]",
    cell: (row) => <Title row={row} />,
  },
  { key: "kind", title: en.columns.kind, from: "sm", cell: (row) => <Foreign>{kindName(row.kind)}</Foreign> },
  { key: "stage", title: en.columns.stage, from: "sm", cell: (row) => <Standing row={row} /> },
  { key: "owner", title: en.columns.owner, from: "sm", cell: (row) => <OwnedBy row={row} /> },
  { key: "amount", title: en.columns.amount, number: true, from: "sm", cell: (row) => <Amount row={row} /> },
  { key: "opened", title: en.columns.opened, number: true, from: "lg", cell: (row) => <Instant at={row.opened_at} /> },
  { key: "due", title: en.columns.due, number: true, cell: (row) => <Due row={row} /> },
  { key: "closed", title: en.columns.closed, number: true, from: "lg", cell: (row) => <Instant at={row.closed_at} /> },
];

function Title({ row }: { row: WorkRecord }) {
  return (
    <span className="block py-1">
      <span className="flex items-baseline gap-1.5">
        <Foreign className="min-w-0 font-medium wrap-anywhere">{row.title}</Foreign>
        {row.url !== null && /^https?:\/\//.test(row.url) && (
          <a href={row.url} rel="noreferrer noopener" target="_blank" className="text-ink-3 hover:text-accent-ink">
            <ExternalLink size={12} aria-label={en.elsewhere} />
          </a>
        )}
      </span>
      <span className="block font-mono text-fine text-ink-3">
        <Foreign>{row.external_id}</Foreign>
      </span>
      {/* On a phone there is no room for a column of it. */}
      <span className="mt-1 block sm:hidden">
        <Standing row={row} />
      </span>
    </span>
  );
}

function Standing({ row }: { row: WorkRecord }) {
  const words = [row.stage, row.status].filter((word) => word !== null);
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word, place) => (
        <Badge key={place}>
          <Foreign>{word}</Foreign>
        </Badge>
      ))}
    </span>
  );
}

function OwnedBy({ row }: { row: WorkRecord }) {
  const { owner } = row;
  if (!owner?.name) return <span className="text-ink-3">–</span>;
  const { developer_id, name } = owner;
  if (developer_id === null) return <Foreign>{name}</Foreign>;
  return (
    <button
      type="button"
      title={en.narrow(name)}
      onClick={() => go({ owner: developer_id })}
      className="text-left hover:text-accent-ink hover:underline"
    >
      <Foreign>{name}</Foreign>
    </button>
  );
}

function Amount({ row }: { row: WorkRecord }) {
  if (row.amount === null) return <span className="text-ink-3">–</span>;
  return (
    <>
      {WHOLE.format(Number(row.amount))} <span className="text-ink-3">{row.currency ?? ""}</span>
    </>
  );
}

function Due({ row }: { row: WorkRecord }) {
  const isLate = row.closed_at === null && row.due_at !== null && Date.parse(row.due_at) < Date.now();
  return (
    <span className={isLate ? "text-worse" : ""}>
      {row.due_at === null ? (
        <span className="text-ink-3">–</span>
      ) : (
        <time dateTime={row.due_at} title={exact(row.due_at)} className="whitespace-nowrap">
          {shortTime(row.due_at)}
        </time>
      )}
      {isLate && <span className="sr-only"> {en.late}</span>}
    </span>
  );
}
