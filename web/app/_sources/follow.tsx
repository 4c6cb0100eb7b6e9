"use client";
/** Choosing what is read: everything, or some of what the token can see. */
import { useDeferredValue, useEffect, useState } from "react";
import { type Connection, type Followable, useAvailable, useConnectionChanges, useFollowed } from "@/api/connections";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Badge, Button, Foreign, Skeleton } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const keyOf = (one: { kind: string; external_id: string }) => `${one.kind}:${one.external_id}`;

export function FollowForm({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const [everything, setEverything] = useState(connection.follows_all);
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const followed = useFollowed(workspace.id, connection.id);
  const available = useAvailable(workspace.id, connection.id, q);
  const { follow, sync } = useConnectionChanges(workspace.id, connection.id);
  useEffect(() => {
    if (followed.data && chosen === null) setChosen(new Set(followed.data.items.map(keyOf)));
  }, [followed.data, chosen]);
  const picked = chosen ?? new Set<string>();
  const rows = available.data?.pages.flatMap((page) => page.items) ?? [];
  const ids = (kind: Followable["kind"]) =>
    [...picked].filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));
  const toggle = (one: Followable) => {
    const next = new Set(picked);
    if (!next.delete(keyOf(one))) next.add(keyOf(one));
    setChosen(next);
  };
  const save = async () => {
    await follow.mutateAsync({ follows_all: everything, repositories: ids("repository"), projects: ids("project") });
    await sync.mutateAsync(false);
    tell(sources.connecting.started);
    onDone();
  };
  const error = follow.error ?? sync.error;
  return (
    <div className="space-y-3">
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={everything} onChange={(event) => setEverything(event.target.checked)} />
        {sources.connecting.all}
      </label>
      {!everything && (
        <>
          <Find label={sources.connecting.find} value={typed} onChange={setTyped} />
          {available.error ? (
            <Wrong error={available.error} retry={() => void available.refetch()} className="p-0!" />
          ) : available.isPending ? (
            <Skeleton className="h-[220px]" />
          ) : rows.length === 0 ? (
            <p className="py-6 text-center text-ink-3">
              {q ? sources.connecting.noneFound(q) : sources.connecting.none}
            </p>
          ) : (
            <ul className="max-h-[38vh] overflow-y-auto rounded-control border border-line">
              {rows.map((one) => (
                <li key={keyOf(one)} className="border-t border-line first:border-t-0">
                  <label className="flex min-h-9 items-center gap-2 px-3 py-1 hover:bg-hover">
                    <input type="checkbox" checked={picked.has(keyOf(one))} onChange={() => toggle(one)} />
                    <span className="min-w-0 grow truncate">
                      {one.prefix && <code className="mr-2 font-mono text-small text-ink-3">{one.prefix}</code>}
                      <Foreign>{one.name}</Foreign>
                    </span>
                    {one.is_private && <Badge>{sources.connecting.private}</Badge>}
                    {one.is_fork && <Badge>{sources.connecting.fork}</Badge>}
                    {one.is_archived && <Badge>{sources.connecting.archived}</Badge>}
                  </label>
                </li>
              ))}
            </ul>
          )}
          {available.hasNextPage && (
            <Button onClick={() => void available.fetchNextPage()}>{sources.connecting.more}</Button>
          )}
        </>
      )}
      {error && <Wrong error={error} className="p-0!" />}
      <div className="flex items-center justify-between gap-3">
        <span className="text-small text-ink-3">{everything ? "" : sources.connecting.chosen(picked.size)}</span>
        <span className="flex gap-2">
          <Button onClick={onDone}>{sources.connecting.later}</Button>
          <Button
            look="primary"
            disabled={follow.isPending || sync.isPending || (!everything && picked.size === 0)}
            onClick={() => void save().catch(() => undefined)}
          >
            {sources.connecting.start}
          </Button>
        </span>
      </div>
    </div>
  );
}
