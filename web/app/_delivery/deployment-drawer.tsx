"use client";
import type { DeploymentDetail } from "@/api/delivery";
/** One deployment: what it was, what came of it, and what it brought. Several: a way to each. */
import { useDeployment, useDeployments } from "@/api/delivery";
import { openDrawer, useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { count, NOTHING, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { Badge, Foreign, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { DeploymentTable, Flag, hoursToRestore, nameOf, Outcome } from "./deployment-rows";
import { DrawerBody, DrawerHead, type Fact, FactGrid, FactList } from "./drawer-parts";
import { At, Out, PullList } from "./pulls";

export function DeploymentContent({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useDeployment(workspace.id, id);
  const found = query.data;
  return (
    <>
      <DrawerHead
        title={found ? <Foreign>{nameOf(found)}</Foreign> : delivery.columns.what}
        badge={found && <Badge tone="accent">{found.environment}</Badge>}
        says={found ? <Foreign>{delivery.deployment.title(found.service)}</Foreign> : "\u00a0"}
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : found === undefined ? (
        <DrawerBody>
          <Skeleton className="h-[74px]" />
          <Skeleton className="h-40" />
        </DrawerBody>
      ) : (
        <Found found={found} />
      )}
    </>
  );
}

function Found({ found }: { found: DeploymentDetail }) {
  return (
    <DrawerBody>
      <div className="flex flex-wrap items-center gap-2">
        <Outcome row={found} />
      </div>
      <FactGrid facts={figures(found)} />
      <FactList facts={facts(found)} />
      {found.is_first && <p className="border-l-2 border-line-strong pl-3 text-ink-2">{delivery.flagsSay.first}</p>}
      {!found.is_known && <p className="border-l-2 border-worse pl-3 text-ink-2">{delivery.flagsSay.unknown}</p>}
      {found.incidents.length > 0 && <Caused found={found} />}
      <section>
        <h3 className="font-semibold">{delivery.deployment.brought}</h3>
        <p className="mb-2 text-small text-ink-3">
          {found.brought.length === 0
            ? delivery.deployment.broughtNone
            : delivery.deployment.broughtSays(found.brought.length, found.commits)}
        </p>
        {found.brought.length > 0 && <PullList label={delivery.deployment.brought} pulls={found.brought} />}
        {found.rows_withheld !== null && <p className="mt-2 text-small text-ink-3">{found.rows_withheld}</p>}
      </section>
      {found.pushed.length > 0 && <Pushed found={found} />}
    </DrawerBody>
  );
}

function figures(found: DeploymentDetail): Fact[] {
  const hours = hoursToRestore(found);
  return [
    { title: delivery.columns.pulls, body: <span className="figures">{count(found.pulls)}</span> },
    {
      title: delivery.columns.commits,
      body: <span className="figures">{found.commits === null ? NOTHING : count(found.commits)}</span>,
    },
    {
      title: delivery.columns.took,
      body: <span className="figures">{found.minutes === null ? NOTHING : delivery.minutes(found.minutes)}</span>,
    },
    ...(found.failed_by === null
      ? []
      : [
          {
            title: delivery.columns.restored,
            body: (
              <span className="figures">{hours === null ? delivery.deployment.notRestored : say(hours, "hours")}</span>
            ),
          },
        ]),
  ];
}

function facts(found: DeploymentDetail): Fact[] {
  const { previous_id } = found;
  return [
    {
      title: delivery.deployment.source,
      body: <Out url={found.url}>{delivery.sources[found.source] ?? found.source}</Out>,
    },
    ...(found.started_at === null ? [] : [{ title: delivery.deployment.began, body: <At at={found.started_at} /> }]),
    { title: delivery.deployment.finished, body: <At at={found.finished_at} /> },
    ...(found.repository === null ? [] : [{ title: delivery.repository, body: <Foreign>{found.repository}</Foreign> }]),
    ...(found.sha === null
      ? []
      : [
          {
            title: delivery.deployment.sha,
            body: (
              <>
                <code className="font-mono text-small">{found.sha.slice(0, 12)}</code>{" "}
                {!found.is_known && <Flag of="unknown" />}
              </>
            ),
          },
        ]),
    ...(previous_id === null
      ? []
      : [
          {
            title: delivery.deployment.previous,
            body: (
              <button
                type="button"
                onClick={() => openDrawer("deployment", previous_id)}
                className="text-accent-ink hover:underline"
              >
                {delivery.deployment.look}
              </button>
            ),
          },
        ]),
  ];
}

function Caused({ found }: { found: DeploymentDetail }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{delivery.incidents}</h3>
      <ul className="border-t border-line">
        {found.incidents.map((incident) => (
          <li key={incident.id} className="border-b border-line">
            <button
              type="button"
              onClick={() => openDrawer("incident", incident.id)}
              className="-mx-2 block w-[calc(100%+16px)] rounded px-2 py-2 text-left hover:bg-hover"
            >
              <Foreign className="block truncate">{incident.title}</Foreign>
              <span className="flex flex-wrap gap-x-2 text-small text-ink-3">
                <At at={incident.started_at} /> –{" "}
                {incident.resolved_at === null ? delivery.incident.open : <At at={incident.resolved_at} />}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Pushed({ found }: { found: DeploymentDetail }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{delivery.deployment.pushed}</h3>
      <ul className="border-t border-line">
        {found.pushed.map((commit) => (
          <li key={commit.sha} className="flex items-baseline gap-3 border-b border-line py-1.5">
            <code className="shrink-0 font-mono text-small text-ink-3">{commit.sha.slice(0, 9)}</code>
            <Foreign className="min-w-0 grow truncate">{commit.subject}</Foreign>
            <span className="figures shrink-0">{say(commit.lead_hours, "hours")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Marks that stood too close on the timeline to be told apart. */
export function SeveralContent({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useDeployments(workspace.id, { ...useSpan(), service: useAddress().service });
  const wanted = new Set(id.split(","));
  const rows = query.data?.items.filter((row) => wanted.has(row.id)) ?? [];
  return (
    <>
      <DrawerHead
        title={delivery.severalTitle(wanted.size)}
        says={<Foreign>{[...new Set(rows.map((row) => row.service))].join(", ")}</Foreign>}
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : (
        <div className="px-3 pt-2 pb-8">
          <DeploymentTable label={delivery.list} rows={rows} loading={query.isPending ? Math.min(8, wanted.size) : 0} />
        </div>
      )}
    </>
  );
}
