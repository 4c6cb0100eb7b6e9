"use client";
/** Deployments and incidents one by one: on a timeline, and as rows. */
import { useState } from "react";
import { type Deployment, type Incident, MOST_DRAWN, useDeployments, useIncidents } from "@/api/delivery";
import { DeploymentTable, nameOf } from "@/app/_delivery/deployment-rows";
import { FactGrid } from "@/app/_delivery/drawer-parts";
import { Incidents } from "@/app/_delivery/incidents";
import { instantOf, toneOf } from "@/app/_delivery/lanes";
import { MarkLegend } from "@/app/_delivery/marks";
import { Timeline } from "@/app/_delivery/timeline";
import { useAddress } from "@/app/_frame/address";
import { Below } from "@/app/_frame/below";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, NOTHING } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { delivery } from "@/text/en-delivery";
import { Card, Skeleton, shortTime } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { ShowAll } from "@/ui/table";

const HEIGHT = 132;
const FIRST = 15;

export default function Deployments() {
  const { workspace } = usePlace();
  const ask = { ...useSpan(), service: useAddress().service };
  const query = useDeployments(workspace.id, ask);
  const incidents = useIncidents(workspace.id, ask);
  const rows = query.data?.items ?? [];
  // How high the timeline is, both answers say; what stands under it comes with it, and does not move.
  const isPending = query.isPending || incidents.isPending;
  return (
    <>
      <Counts rows={query.data?.items} incidents={incidents.data?.items} />
      <Figure
        title={delivery.timeline}
        says={query.data?.more ? delivery.timelineMore(MOST_DRAWN) : delivery.timelineSays}
        height={HEIGHT}
        query={{ ...query, isPending }}
        empty={query.data && rows.length === 0 && incidents.data?.items.length === 0 ? delivery.timelineNone : null}
        table={tableOf(rows)}
      >
        <MarkLegend />
        <div className="mt-3">
          <Timeline rows={rows} incidents={incidents.data?.items ?? []} />
        </div>
      </Figure>
      {!isPending && (
        <>
          <Below size="h-[760px]">
            <List query={query} />
          </Below>
          <Incidents query={incidents} />
        </>
      )}
    </>
  );
}

function tableOf(rows: readonly Deployment[]): TableView {
  const { at, service, what, outcome, pulls } = delivery.columns;
  return {
    head: [at, service, what, outcome, pulls],
    rows: rows.map((row) => [
      shortTime(instantOf(row)),
      row.service,
      nameOf(row),
      row.failed_by === null ? delivery.legend[toneOf(row)] : (delivery.failedBy[row.failed_by] ?? row.failed_by),
      count(row.pulls),
    ]),
  };
}

function Counts({
  rows,
  incidents,
}: {
  rows: readonly Deployment[] | undefined;
  incidents: readonly Incident[] | undefined;
}) {
  const number = (of: readonly unknown[] | undefined) =>
    of === undefined ? <Skeleton className="my-1 h-4 w-12" /> : <span className="figures">{count(of.length)}</span>;
  const open = incidents?.filter((incident) => incident.resolved_at === null).length ?? 0;
  const live = rows?.filter((row) => row.status === "success");
  return (
    <div className="[&_dd]:bg-card [&_div]:bg-card">
      <FactGrid
        facts={[
          { title: delivery.counted, body: number(rows), below: "" },
          { title: delivery.live, body: number(live), below: share(live, rows) },
          {
            title: delivery.failedOnes,
            body: number(rows?.filter((row) => row.status === "failure")),
            below: share(
              rows?.filter((row) => row.status === "failure"),
              rows,
            ),
          },
          {
            title: delivery.harmful,
            body: number(rows?.filter((row) => row.failed_by !== null)),
            below: share(
              rows?.filter((row) => row.failed_by !== null),
              live,
            ),
          },
          { title: delivery.incidents, body: number(incidents), below: open > 0 ? delivery.openIncidents(open) : "" },
        ]}
      />
    </div>
  );
}

function share(some: readonly unknown[] | undefined, all: readonly unknown[] | undefined): string {
  if (some === undefined || all === undefined) return "\u00a0";
  return all.length === 0 ? NOTHING : `${Math.round((some.length / all.length) * 100)}\u00a0%`;
}

function List({ query }: { query: ReturnType<typeof useDeployments> }) {
  const [all, setAll] = useState(false);
  const rows = query.data?.items ?? [];
  return (
    <Card flush title={delivery.list} says={delivery.listSays} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data && rows.length === 0 ? (
        <Empty>{delivery.timelineNone}</Empty>
      ) : (
        <>
          <DeploymentTable label={delivery.list} rows={all ? rows : rows.slice(0, FIRST)} />
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}
