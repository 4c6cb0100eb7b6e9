"use client";
/** One of the five explained: what it is, how it is counted, how it spreads, and the changes or deployments behind it. */
import { useMemo, useState } from "react";
import { address } from "@/api/client";
import { type Deployment, type DoraReading, useChanges, useDeployments } from "@/api/delivery";
import { useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { say } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import { Figures } from "@/metrics/reading";
import { Spread, spreadTable } from "@/metrics/spread";
import { Trend, trendTable } from "@/metrics/trend";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { Badge, Button, dateTime, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { Wrong } from "@/ui/states";
import { DeploymentTable } from "./deployment-rows";
import { DrawerBody, DrawerHead, type Fact, FactGrid } from "./drawer-parts";
import { StageTable } from "./lead";
import { PullList } from "./pulls";
import { histogramOf, isMedian, Moved, stepsOf, TierMark, trended } from "./reading";
import { useSubject } from "./subject";
import { useDoraHere } from "./use-dora";

/** Which deployments a metric of them counts; the lead time is counted from changes. */
const COUNTED: Partial<Record<DoraReading["key"], (row: Deployment) => boolean>> = {
  deployment_frequency: (row) => row.status === "success",
  change_fail_rate: (row) => row.failed_by !== null,
  recovery_time_hours: (row) => row.failed_by !== null,
  deployment_rework_rate: (row) => row.is_unplanned,
};

export function MetricContent({ id }: { id: string }) {
  const { workspace } = usePlace();
  const span = useSpan();
  const subject = useSubject();
  const query = useDoraHere();
  const dora = query.data;
  const reading = dora?.metrics.find((metric) => metric.key === id);
  const isLead = id === "lead_time_hours";
  const csv = isLead ? address(`/workspaces/${workspace.id}/insights/dora/changes.csv`, { ...span, subject }) : null;
  return (
    <>
      <DrawerHead
        title={reading?.name ?? delivery.title}
        badge={
          reading && (
            <>
              <TierMark reading={reading} />
              <Badge tone="accent">{delivery.version(reading.version)}</Badge>
            </>
          )
        }
        says={
          <>
            {dora && (
              <>
                <Foreign>{dora.subject.name}</Foreign> ·{" "}
              </>
            )}
            {writeRange(span.from, span.to)}
          </>
        }
        {...(csv === null ? {} : { csv })}
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : dora === undefined || reading === undefined ? (
        <DrawerBody>
          <Skeleton className="h-10" />
          <Skeleton className="h-[74px]" />
          <Skeleton className="h-44" />
        </DrawerBody>
      ) : (
        <DrawerBody>
          <Meaning reading={reading} />
          {reading.withheld != null ? (
            <p className="rounded-card border border-line bg-sunken p-4 text-ink-2">{reading.withheld}</p>
          ) : (
            <>
              <FactGrid facts={values(reading)} />
              <Beside reading={reading} />
              <Drawings reading={reading} query={query} />
              {isLead && dora.stages.some((stage) => stage.n > 0) && (
                <section>
                  <h3 className="mb-2 font-semibold">{delivery.stages}</h3>
                  <StageTable stages={dora.stages} />
                </section>
              )}
              {isLead ? <Changes /> : <Deployments reading={reading} />}
            </>
          )}
          <p className="border-t border-line pt-3 text-small text-ink-3">
            {delivery.used(dora.rules.version)} · {delivery.asOf(dateTime(dora.as_of))} · {dora.time_zone}
          </p>
        </DrawerBody>
      )}
    </>
  );
}

function Meaning({ reading }: { reading: DoraReading }) {
  return (
    <div className="space-y-2">
      <p className="text-ink-2">
        <Sentence>{reading.says}</Sentence>
      </p>
      <p className="text-ink-2">
        <span className="text-ink-3">{delivery.formula}: </span>
        <Sentence>{reading.formula}</Sentence>
      </p>
      {reading.caution !== null && (
        <p className="border-l-2 border-worse pl-3 text-ink-2">
          <span className="sr-only">{delivery.caution}: </span>
          <Sentence>{reading.caution}</Sentence>
        </p>
      )}
    </div>
  );
}

function values(reading: DoraReading): Fact[] {
  const { unit, low, high } = reading;
  const times: Fact[] = (["p75", "p90"] as const)
    .filter((key) => isMedian(reading) && reading[key] !== null)
    .map((key) => ({ title: delivery[key], body: <Figures value={reading[key]} unit={unit} big /> }));
  return [
    {
      title: isMedian(reading) ? delivery.median : en.explain.value,
      body: <Figures value={reading.value} unit={unit} big />,
      below:
        low !== null && high !== null ? (
          <span title={en.chart.bounds}>{delivery.bounds(say(low, unit), say(high, unit))}</span>
        ) : (
          <Moved reading={reading} />
        ),
    },
    ...times,
    ...(reading.previous === null
      ? []
      : [
          {
            title: delivery.previous,
            body: <Figures value={reading.previous} unit={unit} big />,
            below: low !== null && high !== null ? <Moved reading={reading} /> : en.reading.n(reading.previous_n),
          },
        ]),
    { title: delivery.sample, body: <Figures value={reading.n} unit="count" big /> },
  ];
}

function Beside({ reading }: { reading: DoraReading }) {
  if (reading.beside.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-semibold">{delivery.besideTitle}</h3>
      <dl className="grid gap-x-8 sm:grid-cols-2">
        {reading.beside.map((one) => (
          <div key={one.key} className="flex items-baseline justify-between gap-3 border-t border-line py-1">
            <dt className="min-w-0 text-ink-2">{one.name}</dt>
            <dd className="shrink-0">
              <Figures value={one.value} unit={one.unit} short />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Drawings({ reading, query }: { reading: DoraReading; query: ReturnType<typeof useDoraHere> }) {
  const { period } = usePlace();
  const steps = useMemo(() => stepsOf(reading), [reading]);
  const metric = useMemo(() => trended(reading), [reading]);
  const histogram = useMemo(() => histogramOf(reading), [reading]);
  const unit = isMedian(reading) ? "hours" : "count";
  return (
    <>
      {histogram !== null && (
        <Figure
          plain
          title={en.explain.spread}
          says={unit === "hours" ? delivery.spreadSays : undefined}
          height={170}
          query={query}
          table={spreadTable(histogram, unit)}
        >
          <Spread
            histogram={histogram}
            unit={unit}
            median={isMedian(reading) ? reading.median : null}
            name={reading.name}
            height={170}
          />
        </Figure>
      )}
      <Figure
        plain
        title={en.explain.overTime}
        says={`${metric.name} ${en.overview.steps[period.bucket]}`}
        height={150}
        query={query}
        table={trendTable(metric, steps)}
        empty={steps.every((step) => step.value === null) ? en.chart.nothing : null}
      >
        <Trend metric={metric} steps={steps} bucket={period.bucket} height={150} />
      </Figure>
    </>
  );
}

type Which = "deployed" | "not_deployed";

function Changes() {
  const { workspace } = usePlace();
  const [which, setWhich] = useState<Which>("deployed");
  const query = useChanges(workspace.id, {
    ...useSpan(),
    subject: useSubject(),
    which,
    sort: "lead_hours",
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  return (
    <section>
      <div className="flex items-start justify-between gap-3">
        <h3 className="font-semibold">{delivery.changesTitle}</h3>
        <Choice
          label={delivery.which}
          value={which}
          options={[
            { value: "deployed", label: delivery.deployed },
            { value: "not_deployed", label: delivery.notDeployed },
          ]}
          onChange={setWhich}
        />
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-0!" />
      ) : query.isPending ? (
        <Skeleton className="mt-2 h-40" />
      ) : (
        <>
          <p className="mb-2 text-small text-ink-3">
            {rows.length > 0
              ? delivery.changesSay(rows.length, first?.total ?? rows.length)
              : (first?.rows_withheld ?? (which === "deployed" ? delivery.changesNone : delivery.changesAll))}
            {rows.length > 0 && first?.rows_withheld && ` ${first.rows_withheld}`}
          </p>
          {rows.length > 0 && <PullList label={delivery.changesTitle} pulls={rows} />}
          {query.hasNextPage && (
            <Button
              className="mt-3 w-full"
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {en.explain.more}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

const SHOWN = 50;

function Deployments({ reading }: { reading: DoraReading }) {
  const { workspace } = usePlace();
  const { service, team } = useAddress();
  const query = useDeployments(workspace.id, { ...useSpan(), service });
  const all = query.data?.items.filter(COUNTED[reading.key] ?? (() => true)) ?? [];
  const rows = all.slice(0, SHOWN);
  return (
    <section>
      <h3 className="font-semibold">{delivery.deploymentsBehind}</h3>
      {team !== null && service === null ? (
        <p className="text-small text-ink-3">{delivery.deploymentsOfTeam}</p>
      ) : query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-0!" />
      ) : query.isPending ? (
        <Skeleton className="mt-2 h-40" />
      ) : (
        <>
          <p className="mb-1 text-small text-ink-3">
            {rows.length === 0
              ? delivery.deploymentsNone
              : delivery.deploymentsBehindSays(rows.length, all.length, query.data.more)}
          </p>
          {rows.length > 0 && (
            <div className="-mx-4">
              <DeploymentTable
                label={delivery.deploymentsBehind}
                rows={rows}
                restored={reading.key === "recovery_time_hours"}
              />
            </div>
          )}
        </>
      )}
    </section>
  );
}
