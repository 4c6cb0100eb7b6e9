"use client";
/** Work in hand: a card a part, a bar a person, in order of name. There is no score. */
import { useWorkload, type Workload } from "@/api/analytics";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, NOTHING, plural } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { type Bar, Bars } from "@/metrics/ranking";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { Card, Foreign, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { Notes, Tall } from "./left-out";

const HEIGHT = 120;

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
  if (!found) return <Skeleton className="h-96 rounded-card!" />;
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
      <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
        {found.parts.map((part) => (
          <PartCard key={part.key} part={part} found={found} query={query} />
        ))}
        <AheadCard found={found} query={query} />
      </div>
      <Notes of={found} />
    </>
  );
}

interface CardProps {
  found: Workload;
  query: ReturnType<typeof useWorkload>;
}

function PartCard({ part, found, query }: CardProps & { part: Workload["parts"][number] }) {
  const rows = found.rows.map((row) => ({ person: row.developer, load: row.parts[part.key] }));
  const bars: Bar[] = rows
    .filter(({ load }) => (load?.value ?? 0) > 0)
    .map(({ person, load }) => ({
      key: person.id,
      name: <Foreign>{person.name}</Foreign>,
      value: load?.value ?? 0,
      text: count(load?.value ?? 0),
      detail: load?.share == null ? undefined : analytics.share(load.share),
    }));
  const table: TableView = {
    head: [en.columns.person, part.name, en.columns.share],
    rows: rows.map(({ person, load }) => [
      person.name,
      load?.value == null ? NOTHING : count(load.value),
      load?.share == null ? NOTHING : analytics.share(load.share),
    ]),
  };
  const empty = part.total === null ? analytics.workloadNone : bars.length === 0 ? analytics.nobodyBusy : null;
  return (
    <Figure
      title={part.name}
      says={analytics.workloadSays(part.says, part.median === null ? NOTHING : count(part.median))}
      height={HEIGHT}
      query={query}
      empty={empty}
      table={table}
    >
      <Tall label={part.name}>
        <Bars bars={bars} label={part.name} />
      </Tall>
    </Figure>
  );
}

function AheadCard({ found, query }: CardProps) {
  const bars: Bar[] = found.rows.map(({ developer, days_ahead }) => ({
    key: developer.id,
    name: <Foreign>{developer.name}</Foreign>,
    value: days_ahead,
    text: plural(days_ahead, "day"),
  }));
  const table: TableView = {
    head: [en.columns.person, analytics.ahead],
    rows: found.rows.map(({ developer, days_ahead }) => [developer.name, count(days_ahead)]),
  };
  return (
    <Figure title={analytics.ahead} says={analytics.aheadSays} height={HEIGHT} query={query} table={table}>
      <Tall label={analytics.ahead}>
        <Bars bars={bars} label={analytics.ahead} />
      </Tall>
    </Figure>
  );
}
