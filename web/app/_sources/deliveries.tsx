"use client";
/** The web hooks that came, what became of each, and the way to try the failed ones again. */
import { useState } from "react";
import { type Delivery, useConnectionChanges, useDeliveries } from "@/api/connections";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, Foreign, Instant, Sentence } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";

const TONE = { received: "accent", done: "better", ignored: "quiet", dead: "broken" } as const;

const COLUMNS: Column<Delivery>[] = [
  {
    key: "event",
    title: sources.integration.event,
    cell: (one) => <Foreign className="font-mono">{one.event}</Foreign>,
  },
  {
    key: "state",
    title: sources.integration.state,
    cell: (one) => <Badge tone={TONE[one.state]}>{sources.integration.states[one.state]}</Badge>,
  },
  {
    key: "error",
    title: sources.integration.error,
    from: "sm",
    cell: (one) => <span className="text-small text-ink-2">{one.error && <Sentence>{one.error}</Sentence>}</span>,
  },
  { key: "came", title: sources.integration.came, number: true, cell: (one) => <Instant at={one.received_at} /> },
];

export function Deliveries({ connection_id, dead }: { connection_id: string; dead: number }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [state, setState] = useState<Delivery["state"] | null>(null);
  const query = useDeliveries(workspace.id, connection_id, state);
  const { replayDeliveries } = useConnectionChanges(workspace.id, connection_id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={sources.integration.deliveries}
      className="overflow-hidden"
      actions={
        <Button
          disabled={dead === 0 || replayDeliveries.isPending}
          onClick={() =>
            replayDeliveries.mutate(undefined, {
              onSuccess: () => tell(sources.integration.replayed),
              onError: (error) => tell(inWords(error)),
            })
          }
        >
          {sources.integration.replayDead}
        </Button>
      }
    >
      <div className="flex flex-wrap gap-1.5 px-4 pb-2">
        {(["received", "done", "ignored", "dead"] as const).map((one) => (
          <Button
            key={one}
            aria-pressed={state === one}
            onClick={() => setState(state === one ? null : one)}
            className="aria-pressed:border-accent! aria-pressed:bg-accent-wash! aria-pressed:text-accent-ink!"
          >
            {sources.integration.states[one]}
          </Button>
        ))}
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty>{sources.integration.deliveriesNone}</Empty>
      ) : (
        <Table
          label={sources.integration.deliveries}
          columns={COLUMNS}
          rows={rows}
          rowKey={(one) => String(one.id)}
          loading={query.isPending ? 3 : 0}
          dense
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}
