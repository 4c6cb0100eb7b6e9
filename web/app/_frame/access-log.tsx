"use client";
/** Who looked at oneself: for the person alone. */
import { type Access, useAccesses } from "@/api/privacy";
import { privacy } from "@/text/en-privacy";
import { Card, exact, Foreign, shortTime } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";
import { usePlace } from "./place";

const text = privacy.access;

const COLUMNS: Column<Access>[] = [
  {
    key: "when",
    title: text.when,
    cell: (one) => (
      <time dateTime={one.last_at} title={exact(one.last_at)} className="whitespace-nowrap text-ink-2">
        {shortTime(one.last_at)}
      </time>
    ),
  },
  { key: "who", title: text.who, cell: (one) => <Foreign>{one.account ?? text.gone}</Foreign> },
  { key: "as", title: text.as, from: "sm", cell: (one) => one.role },
  { key: "what", title: text.what, cell: (one) => text.kinds[one.kind] ?? one.kind },
  { key: "looks", title: text.looks, from: "sm", className: "text-right tabular-nums", cell: (one) => one.looks },
];

export default function AccessLog({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useAccesses(workspace.id, id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={text.title} says={text.says} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty>{text.none}</Empty>
      ) : (
        <Table
          label={text.title}
          columns={COLUMNS}
          rows={rows}
          rowKey={(one) => `${one.hour} ${one.account_id} ${one.kind}`}
          loading={query.isPending ? 3 : 0}
          dense
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}
