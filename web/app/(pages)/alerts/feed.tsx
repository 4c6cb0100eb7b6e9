"use client";
import { BellOff, Check } from "lucide-react";
import { useState } from "react";
import { type Alert, useAlerting, useAlerts } from "@/api/alerts";
/** What fires: each with its reason, to be taken care of or left alone for a while. */
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { alerts as en } from "@/text/en-alerts";
import { Badge, Button, Card, Foreign, Skeleton, shortTime } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { Empty, inWords, Wrong } from "@/ui/states";
import { ShowMore } from "@/ui/table";
import { useTell } from "@/ui/toast";

const TONE = { info: "quiet", warning: "worse", critical: "broken" } as const;

export function Feed() {
  const { workspace } = usePlace();
  const [over, setOver] = useState(false);
  const query = useAlerts(workspace.id, over);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={en.now}
      says={en.nowSays}
      className="overflow-hidden"
      actions={
        <label className="flex items-center gap-2 text-small text-ink-2">
          <input type="checkbox" checked={over} onChange={(event) => setOver(event.target.checked)} />
          {en.over}
        </label>
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="m-4 h-[96px]" />
      ) : rows.length === 0 ? (
        <Empty title={en.quiet}>{en.quietSays}</Empty>
      ) : (
        <ul>
          {rows.map((one) => (
            <One key={one.id} alert={one} />
          ))}
        </ul>
      )}
      <ShowMore query={query} />
    </Card>
  );
}

function One({ alert }: { alert: Alert }) {
  const settles =
    useMay()("POST /api/v1/workspaces/{workspace_id}/insights/alerts/{alert_id}/acknowledge") &&
    alert.state !== "resolved";
  return (
    <li id={alert.id} className="grid gap-3 border-t border-line px-4 py-3 lg:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={TONE[alert.severity]}>{en.severity[alert.severity]}</Badge>
          <Foreign className="font-medium">{alert.rule_name}</Foreign>
          <Foreign className="text-ink-2">{alert.subject.name}</Foreign>
          <Badge tone={alert.state === "open" ? "accent" : "quiet"}>{en.state[alert.state]}</Badge>
          {alert.acknowledged_by && (
            <span className="text-small text-ink-3">{en.acknowledgedBy(alert.acknowledged_by)}</span>
          )}
          {alert.snoozed_until && (
            <span className="text-small text-ink-3">{en.snoozedUntil(shortTime(alert.snoozed_until))}</span>
          )}
        </p>
        <p className="mt-1 max-w-[90ch]">
          <Foreign>{alert.latest_why}</Foreign>
        </p>
        {alert.caution && <p className="mt-1 max-w-[90ch] text-small text-ink-3">{alert.caution}</p>}
      </div>
      {settles && <Settling alert={alert} />}
    </li>
  );
}

function Settling({ alert }: { alert: Alert }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { acknowledge, snooze } = useAlerting(workspace.id);
  const told = (sentence: string) => ({
    onSuccess: () => tell(sentence),
    onError: (error: unknown) => tell(inWords(error)),
  });
  return (
    <div className="flex items-start gap-2">
      {alert.state !== "acknowledged" && (
        <Button disabled={acknowledge.isPending} onClick={() => acknowledge.mutate(alert.id, told(en.acknowledged))}>
          <Check aria-hidden="true" size={13} /> {en.acknowledge}
        </Button>
      )}
      <Popover
        label={en.snooze}
        trigger={
          <Button disabled={snooze.isPending}>
            <BellOff aria-hidden="true" size={13} /> {en.snooze}
          </Button>
        }
      >
        {en.hours.map(({ hours, label }) => (
          <PopoverClose key={hours} asChild>
            <button
              type="button"
              className={MENU_ITEM}
              onClick={() => snooze.mutate({ alert_id: alert.id, hours }, told(en.snoozed))}
            >
              {label}
            </button>
          </PopoverClose>
        ))}
      </Popover>
    </div>
  );
}
