"use client";
/** What counts as an incident, how long it lasted, and the deployment it came of. */
import { useState } from "react";
import type { Incident, Some } from "@/api/delivery";
import { openDrawer } from "@/app/_frame/address";
import { delivery } from "@/text/en-delivery";
import { Badge, Card, exact, Foreign, shortTime } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowAll, Table } from "@/ui/table";
import { Lasted } from "./incident-drawer";

const COLUMNS: Column<Incident>[] = [
  {
    key: "what",
    title: delivery.incident.what,
    className: "w-[42%] min-w-[160px]",
    cell: (incident) => (
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => openDrawer("incident", incident.id)}
        className="block max-w-full py-0.5 text-left hover:text-accent-ink"
      >
        <Foreign className="line-clamp-1 font-medium">{incident.title}</Foreign>
        <span className="block truncate text-small text-ink-3">
          {incident.service !== null && (
            <>
              <Foreign>{incident.service}</Foreign> ·{" "}
            </>
          )}
          <time dateTime={incident.started_at} title={exact(incident.started_at)} className="figures">
            {shortTime(incident.started_at)}
          </time>
        </span>
      </button>
    ),
  },
  {
    key: "severity",
    title: delivery.incident.severity,
    from: "lg",
    cell: (incident) => (incident.severity === null ? null : <Badge>{incident.severity}</Badge>),
  },
  { key: "lasted", title: delivery.incident.lasted, number: true, cell: (incident) => <Lasted incident={incident} /> },
  {
    key: "cause",
    title: delivery.incident.cause,
    from: "sm",
    className: "min-w-[190px]",
    cell: ({ deployment_id, deployment_at, evidence }) =>
      deployment_id === null ? (
        <span className="text-ink-3">{delivery.incident.none}</span>
      ) : (
        <span className="block py-0.5">
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => openDrawer("deployment", deployment_id)}
            className="figures whitespace-nowrap text-accent-ink hover:underline"
          >
            {deployment_at === null ? delivery.incident.deploymentOf : shortTime(deployment_at)}
          </button>
          <span className="block text-small text-ink-3">
            {evidence === null ? "" : (delivery.incident.evidence[evidence] ?? evidence)}
          </span>
        </span>
      ),
  },
];

const FIRST = 10;

export function Incidents({
  query,
}: {
  query: { data: Some<Incident> | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
}) {
  const [all, setAll] = useState(false);
  const rows = query.data?.items ?? [];
  return (
    <Card flush title={delivery.incidents} says={delivery.incidentsSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data && rows.length === 0 ? (
        <Empty>{delivery.incidentsNone}</Empty>
      ) : (
        <>
          <Table
            label={delivery.incidents}
            columns={COLUMNS}
            rows={all ? rows : rows.slice(0, FIRST)}
            rowKey={(incident) => incident.id}
            loading={query.isPending ? 4 : 0}
          />
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}
