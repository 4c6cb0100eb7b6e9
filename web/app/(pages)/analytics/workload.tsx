"use client";
/** Work in hand: a sentence on whom more lies than on the others, and a row a person, by name. There is no score. */
import Link from "next/link";
import { useMemo, useState } from "react";
import { useWorkload, type Workload } from "@/api/analytics";
import { amount, type Holder, kindsOf } from "@/app/_analytics/kinds";
import { useHref } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { count, NOTHING } from "@/metrics/format";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { Notes } from "./left-out";

const FIRST = 25;
const NAME = "name";
const AHEAD = "ahead";

export function WorkloadTab() {
  const { workspace, team } = usePlace();
  const span = useSpan();
  const query = useWorkload(workspace.id, { team, ...span });
  const found = query.data;
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  if (!found) return <Skeleton className="h-[720px] rounded-card!" />;
  if (found.rows.length === 0) {
    const hidden = found.withheld_people;
    return (
      <Card>
        <Empty>{hidden > 0 ? analytics.leftOut(hidden, found.withheld ?? "") : analytics.nobodyBusy}</Empty>
      </Card>
    );
  }
  return (
    <>
      <Card>
        <p className="font-medium">
          <Sentence>{found.says}</Sentence>
        </p>
        <p className="mt-1 text-small text-ink-3">
          <Sentence>{found.how}</Sentence>
        </p>
      </Card>
      <People found={found} />
      <Notes of={found} />
    </>
  );
}

function People({ found }: { found: Workload }) {
  const href = useHref();
  const [order, setOrder] = useState<Order>({ key: NAME, descending: false });
  const [all, setAll] = useState(false);
  const kinds = useMemo(() => kindsOf(found), [found]);
  const columns: Column<Holder>[] = [
    {
      key: NAME,
      title: en.columns.person,
      sortable: true,
      className: "min-w-[104px]",
      cell: ({ developer }) => (
        <Link href={href("/person", { id: developer.id })} prefetch={false} className="hover:underline">
          <Foreign>{developer.name}</Foreign>
        </Link>
      ),
    },
    ...kinds.shown.map(
      ({ key, name }): Column<Holder> => ({
        key,
        title: name,
        number: true,
        sortable: true,
        cell: (row) => <Amount value={amount(row, key)} standsOut={row.parts[key]?.stands_out ?? false} />,
      }),
    ),
    {
      key: AHEAD,
      title: analytics.ahead,
      number: true,
      sortable: true,
      cell: (row) => count(row.days_ahead),
    },
  ];
  const value = (row: Holder, key: string) =>
    key === NAME ? row.developer.name : key === AHEAD ? row.days_ahead : amount(row, key);
  const rows = ordered(found.rows, order, value);
  return (
    <Card title={analytics.inHand} says={analytics.inHandSays}>
      <div className="-mx-2">
        <Table
          label={analytics.inHand}
          columns={columns}
          rows={all ? rows : rows.slice(0, FIRST)}
          rowKey={({ developer }) => developer.id}
          order={order}
          onOrder={setOrder}
          dense
        />
        {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
      </div>
      <ul className="mt-3 space-y-0.5 text-small text-ink-3">
        {kinds.shown.map(({ key, name, says, median }) => (
          <li key={key}>
            <span className="font-medium text-ink-2">{name}</span>:{" "}
            {analytics.workloadSays(says, median === null ? NOTHING : count(median))}
          </li>
        ))}
        <li>
          <span className="font-medium text-ink-2">{analytics.ahead}</span>: {analytics.aheadSays}
        </li>
        {kinds.same.map(({ kind, as }) => (
          <li key={kind.key}>{analytics.sameAs(kind.name, as.name)}</li>
        ))}
        {kinds.unknown.map(({ key, name }) => (
          <li key={key}>{analytics.unknownKind(name)}</li>
        ))}
      </ul>
    </Card>
  );
}

/** Marked where the service says that it stands out: by a wash to the eye, in words to whoever listens. */
function Amount({ value, standsOut }: { value: number | null; standsOut: boolean }) {
  if (value === null) return <span className="text-ink-3">{NOTHING}</span>;
  if (!standsOut) return <span className={value === 0 ? "text-ink-3" : undefined}>{count(value)}</span>;
  return (
    <span className="-mr-1.5 rounded bg-accent-wash px-1.5 py-0.5 font-semibold text-accent-ink">
      {count(value)}
      <span className="sr-only"> {analytics.standsOut}</span>
    </span>
  );
}
