"use client";
/** Services side by side: the five of each, in order of name unless somebody sorts. */
import { useState } from "react";
import { type DoraKey, type ServiceShort, useServices } from "@/api/delivery";
import { usePlace, useSpan } from "@/app/_frame/place";
import { count } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { Card, Foreign, Instant } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { Amount } from "./reading";
import { chooseSubject } from "./subject";

const SHOWN = 12;
const UNITS = {
  deployment_frequency: "per_week",
  lead_time_hours: "hours",
  change_fail_rate: "share",
  recovery_time_hours: "hours",
  deployment_rework_rate: "share",
} as const satisfies Record<DoraKey, string>;
const KEYS = Object.keys(UNITS) as DoraKey[];
const FROM: Partial<Record<DoraKey, "sm" | "lg">> = {
  recovery_time_hours: "sm",
  deployment_rework_rate: "lg",
  change_fail_rate: "sm",
};

function sortedBy(service: ServiceShort, key: string): string | number | null {
  if (key === "name") return service.name;
  if (key === "deployments") return service.deployments;
  if (key === "not_deployed") return service.not_deployed;
  if (key === "last") return service.last_deployed_at;
  return service.values[key as DoraKey] ?? null;
}

export function Services() {
  const { workspace } = usePlace();
  const query = useServices(workspace.id, useSpan());
  const [order, setOrder] = useState<Order>({ key: "name", descending: false });
  const [all, setAll] = useState(false);
  const rows = ordered(query.data ?? [], order, sortedBy);
  const columns: Column<ServiceShort>[] = [
    {
      key: "name",
      title: delivery.service,
      sortable: true,
      className: "w-full min-w-[140px]",
      cell: (service) => (
        <button
          type="button"
          onClick={() => chooseSubject(`service:${service.id}`)}
          title={service.repositories.join(", ")}
          className="text-left font-medium hover:text-accent-ink hover:underline"
        >
          <Foreign>{service.name}</Foreign>
          {service.repositories.length > 1 && (
            <span className="ml-2 font-normal text-small text-ink-3">
              {delivery.repositories(service.repositories.length)}
            </span>
          )}
        </button>
      ),
    },
    {
      key: "deployments",
      title: delivery.deployments,
      number: true,
      sortable: true,
      from: "lg",
      cell: (service) => count(service.deployments),
    },
    ...KEYS.map(
      (key): Column<ServiceShort> => ({
        key,
        title: delivery.column[key],
        number: true,
        sortable: true,
        ...(FROM[key] === undefined ? {} : { from: FROM[key] }),
        cell: (service) => (
          <span title={`n ${count(service.n[key] ?? 0)}`}>
            <Amount value={service.values[key]} unit={UNITS[key]} />
          </span>
        ),
      }),
    ),
    {
      key: "not_deployed",
      title: delivery.waiting,
      number: true,
      sortable: true,
      from: "lg",
      cell: (service) => count(service.not_deployed),
    },
    {
      key: "last",
      title: delivery.lastDeployed,
      number: true,
      sortable: true,
      from: "sm",
      className: "text-ink-2",
      cell: (service) => <Instant at={service.last_deployed_at} none={delivery.never} />,
    },
  ];
  return (
    <Card flush title={delivery.services} says={delivery.servicesSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <Empty>{delivery.noService}</Empty>
      ) : (
        <>
          <Table
            label={delivery.services}
            columns={columns}
            rows={all ? rows : rows.slice(0, SHOWN)}
            rowKey={(service) => service.id}
            order={order}
            onOrder={setOrder}
            loading={query.isPending ? 4 : 0}
          />
          {!all && rows.length > SHOWN && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </>
      )}
    </Card>
  );
}
