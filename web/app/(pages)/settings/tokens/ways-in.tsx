"use client";
/** The providers one's account is opened by: added while signed in, removed again. */
import { type OwnWayIn, useWayChanges, useWays, useWaysIn } from "@/api/account";
import { account } from "@/text/en-account";
import { Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";

const text = account.tokens;

export function WaysIn() {
  const ways = useWays();
  const query = useWaysIn();
  const tell = useTell();
  const { link, remove } = useWayChanges();
  const offered = ways.data ?? [];
  // Where no provider is set there is nothing to say about them.
  if (offered.length === 0 && !query.data?.length) return null;
  const names = new Map(offered.map((way) => [way.key, way.name]));
  const add = (way: string) =>
    link.mutate(way, {
      onSuccess: (trip) => window.location.assign(trip.url),
      onError: (error) => tell(inWords(error)),
    });
  const removeOne = (one: OwnWayIn) =>
    remove.mutate(one.id, { onSuccess: () => tell(text.removed), onError: (error) => tell(inWords(error)) });
  const buttons = offered.map((way) => (
    <Button key={way.key} disabled={link.isPending} onClick={() => add(way.key)}>
      {text.add(way.name)}
    </Button>
  ));
  return (
    <Card
      title={text.waysIn}
      says={text.waysInSay}
      actions={query.data?.length ? <span className="flex gap-2">{buttons}</span> : undefined}
      flush
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="m-4 h-16" />
      ) : query.data.length === 0 ? (
        <Empty action={buttons}>{text.waysInNone}</Empty>
      ) : (
        <WayTable rows={query.data} names={names} onRemove={removeOne} />
      )}
    </Card>
  );
}

interface Rows {
  rows: OwnWayIn[];
  names: ReadonlyMap<string, string>;
  onRemove: (one: OwnWayIn) => void;
}

function WayTable({ rows, names, onRemove }: Rows) {
  const columns: Column<OwnWayIn>[] = [
    {
      key: "way",
      title: text.provider,
      cell: (one) => (
        <div className="min-w-0 py-1.5">
          <p className="font-medium">{names.get(one.way) ?? one.way}</p>
          <p className="truncate text-fine text-ink-3">
            <Foreign>{one.issuer}</Foreign>
          </p>
        </div>
      ),
    },
    { key: "name", title: text.known, cell: (one) => <Foreign>{one.name}</Foreign> },
    { key: "used", title: text.used, from: "sm", cell: (one) => <Instant at={one.last_used_at} /> },
    {
      key: "remove",
      title: "",
      label: text.remove,
      number: true,
      cell: (one) => <Button onClick={() => onRemove(one)}>{text.remove}</Button>,
    },
  ];
  return <Table rows={rows} columns={columns} rowKey={(one) => one.id} label={text.waysIn} />;
}
