"use client";
/** One incident: when, how long, of which deployment and how that is known; who may can say it better. */
import { type FormEvent, useId, useState } from "react";
import { type Incident, useCorrecting, useDeployments, useIncidents } from "@/api/delivery";
import { openDrawer, useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { addDays } from "@/metrics/periods";
import { delivery } from "@/text/en-delivery";
import { Badge, Button, Foreign, Skeleton, shortTime } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { Empty, inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { nameOf } from "./deployment-rows";
import { DrawerBody, DrawerHead, type Fact, FactList } from "./drawer-parts";
import { instantOf } from "./lanes";
import { useMayCorrect } from "./may-rules";
import { At, Out } from "./pulls";

export function IncidentContent({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useIncidents(workspace.id, { ...useSpan(), service: useAddress().service });
  const found = query.data?.items.find((incident) => incident.id === id);
  return (
    <>
      <DrawerHead
        title={found ? <Foreign>{found.title}</Foreign> : delivery.incident.what}
        badge={found?.severity != null && <Badge>{found.severity}</Badge>}
        says={found?.service == null ? delivery.incident.what : <Foreign>{found.service}</Foreign>}
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : query.isPending ? (
        <DrawerBody>
          <Skeleton className="h-32" />
        </DrawerBody>
      ) : found === undefined ? (
        <Empty title={delivery.incident.missing}>{delivery.incident.missingNext}</Empty>
      ) : (
        <Found incident={found} />
      )}
    </>
  );
}

export function Lasted({ incident }: { incident: Incident }) {
  if (incident.is_backwards) {
    return (
      <span title={delivery.incident.backwardsSays}>
        <Badge tone="worse">{delivery.incident.backwards}</Badge>
      </span>
    );
  }
  if (incident.resolved_at === null) return <Badge tone="worse">{delivery.incident.open}</Badge>;
  return <span className="figures">{say(incident.hours, "hours")}</span>;
}

function Found({ incident }: { incident: Incident }) {
  const may = useMayCorrect();
  const [correcting, setCorrecting] = useState(false);
  const { deployment_id, evidence } = incident;
  const facts: Fact[] = [
    { title: delivery.incident.began, body: <At at={incident.started_at} /> },
    {
      title: delivery.incident.resolved,
      body: incident.resolved_at === null ? delivery.incident.open : <At at={incident.resolved_at} />,
    },
    { title: delivery.incident.lasted, body: <Lasted incident={incident} /> },
    {
      title: delivery.incident.source,
      body: <Out url={incident.url}>{delivery.incidentSources[incident.source] ?? incident.source}</Out>,
    },
    {
      title: delivery.incident.cause,
      body:
        deployment_id === null ? (
          <span className="text-ink-2">{delivery.incident.none}</span>
        ) : (
          <button
            type="button"
            onClick={() => openDrawer("deployment", deployment_id)}
            className="text-accent-ink hover:underline"
          >
            {delivery.incident.deploymentOf} <At at={incident.deployment_at} />
          </button>
        ),
    },
    ...(evidence === null
      ? []
      : [{ title: delivery.incident.how, body: delivery.incident.evidence[evidence] ?? evidence }]),
  ];
  return (
    <DrawerBody>
      <FactList facts={facts} />
      {incident.is_backwards && (
        <p className="border-l-2 border-worse pl-3 text-ink-2">{delivery.incident.backwardsSays}</p>
      )}
      {may && (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setCorrecting(true)}>{delivery.incident.correct}</Button>
          {evidence === "manual" && <TakeBack incident={incident} />}
        </div>
      )}
      {correcting && <CorrectDialog incident={incident} onClose={() => setCorrecting(false)} />}
    </DrawerBody>
  );
}

function TakeBack({ incident }: { incident: Incident }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { takeBack } = useCorrecting(workspace.id, incident.id);
  return (
    <Button
      look="quiet"
      disabled={takeBack.isPending}
      onClick={() =>
        takeBack.mutate(undefined, {
          onSuccess: () => tell(delivery.incident.took),
          onError: (error) => tell(inWords(error)),
        })
      }
    >
      {delivery.incident.takeBack}
    </Button>
  );
}

const NONE = "none";
const DAYS_BEFORE = 30;
const OFFERED = 60;

function CorrectDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const id = useId();
  const { correct } = useCorrecting(workspace.id, incident.id);
  const [chosen, setChosen] = useState(incident.deployment_id ?? NONE);
  const [reason, setReason] = useState("");
  const day = incident.started_at.slice(0, 10);
  const query = useDeployments(workspace.id, {
    from: addDays(day, -DAYS_BEFORE),
    to: addDays(day, 1),
    service: incident.service_id,
  });
  const offered = (query.data?.items ?? []).filter((row) => row.status === "success").slice(0, OFFERED);
  const options = [
    { value: NONE, label: delivery.incident.ofNone },
    ...offered.map((row) => ({
      value: row.id,
      label: `${shortTime(instantOf(row))} · ${row.service} · ${nameOf(row)}`,
    })),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    correct.mutate(
      { deployment_id: chosen === NONE ? null : chosen, reason: reason.trim() === "" ? null : reason.trim() },
      {
        onSuccess: () => {
          tell(delivery.incident.saved);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={delivery.incident.correctTitle} says={delivery.incident.correctSays}>
      <form onSubmit={submit} className="space-y-3">
        <p className="border-l-2 border-line-strong pl-3 text-ink-2">
          <Foreign>{incident.title}</Foreign> · <At at={incident.started_at} />
        </p>
        {query.isPending ? (
          <Skeleton className="h-[30px]" />
        ) : (
          <Select
            label={delivery.incident.cause}
            value={options.some((option) => option.value === chosen) ? chosen : NONE}
            options={options}
            onChange={setChosen}
            className="w-full max-w-none! justify-between!"
          />
        )}
        <div>
          <label htmlFor={`${id}-why`} className="mb-1 block text-small text-ink-2">
            {delivery.incident.reason}
          </label>
          <input
            id={`${id}-why`}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            className="field"
          />
        </div>
        {correct.error && <Wrong error={correct.error} className="px-0!" />}
        <Button look="primary" type="submit" disabled={correct.isPending}>
          {delivery.incident.save}
        </Button>
      </form>
    </Dialog>
  );
}
