"use client";
/** When somebody works and is away. The person and admins change it; what somebody is away for, only they see. */
import { type ReactNode, useState } from "react";
import { type Leave, type Schedule, useLeave, useSchedule, useScheduling } from "@/api/schedules";
import { addDays, writeRange } from "@/metrics/periods";
import { en } from "@/text/en";
import { schedules as text } from "@/text/en-schedules";
import { Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { usePlace } from "./place";
import { AwayForm, ScheduleForm } from "./working-time-forms";

export default function WorkingTime({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useSchedule(workspace.id, id);
  const [open, setOpen] = useState<"schedule" | "away" | null>(null);
  const schedule = query.data;
  return (
    <Card
      title={text.title}
      says={text.says}
      actions={schedule?.may_change && <Button onClick={() => setOpen("schedule")}>{text.change}</Button>}
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : schedule ? (
        <>
          <Week schedule={schedule} />
          <Away id={id} schedule={schedule} onAdd={() => setOpen("away")} />
        </>
      ) : (
        <Skeleton className="h-28" />
      )}
      {schedule && open === "schedule" && <ScheduleForm schedule={schedule} onClose={() => setOpen(null)} />}
      {schedule && open === "away" && <AwayForm schedule={schedule} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function Week({ schedule }: { schedule: Schedule }) {
  const { own } = schedule;
  const place = [schedule.country, schedule.subdivision].filter(Boolean).join("-");
  const days = schedule.working_days.map((day) => en.settings.dayNames[day - 1]).join(", ");
  const hours = schedule.starts_at && `${schedule.starts_at.slice(0, 5)} – ${schedule.ends_at?.slice(0, 5)}`;
  return (
    <dl className="space-y-1">
      <Line says={text.days} isOwn={own.includes("working_days")}>
        {days}
      </Line>
      <Line says={text.hours} isOwn={own.includes("hours")}>
        {hours ?? text.unsaid}
      </Line>
      <Line says={text.zone} isOwn={own.includes("time_zone")}>
        {schedule.time_zone}
      </Line>
      <Line says={text.holidays} isOwn={own.includes("holidays")}>
        {place || text.none}
      </Line>
    </dl>
  );
}

function Line({ says, isOwn, children }: { says: string; isOwn: boolean; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-ink-3">{says}</dt>
      <dd className={isOwn ? "text-right" : "text-right text-ink-2"} title={isOwn ? text.own : text.likeWorkspace}>
        {children}
      </dd>
    </div>
  );
}

export function Away({ id, schedule, onAdd }: { id: string; schedule: Schedule; onAdd: () => void }) {
  const { workspace } = usePlace();
  const query = useLeave(workspace.id, id);
  return (
    <>
      <div className="mt-4 mb-1 flex items-baseline justify-between gap-3">
        <h3 className="text-small text-ink-3">{text.away}</h3>
        {schedule.may_change && <Button onClick={onAdd}>{text.addAway}</Button>}
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.data?.length === 0 ? (
        <p className="text-ink-2">{text.never}</p>
      ) : (
        <ul className="space-y-1">
          {(query.data ?? []).map((one) => (
            <Time key={one.id} one={one} schedule={schedule} />
          ))}
        </ul>
      )}
    </>
  );
}

function Time({ one, schedule }: { one: Leave; schedule: Schedule }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { remove } = useScheduling(workspace.id, schedule.developer_id);
  const when = writeRange(one.first_day, addDays(one.last_day, 1));
  return (
    <li className="flex items-baseline justify-between gap-3">
      <span className="min-w-0">
        {when} <span className="text-ink-3">{text.kinds[one.kind] ?? text.reasonHidden}</span>
        {one.note && <Foreign className="block text-small text-ink-3">{one.note}</Foreign>}
      </span>
      {schedule.may_change && (
        <Button
          aria-label={`${text.removeAway}: ${when}`}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(one.id, {
              onSuccess: () => tell(text.removed),
              onError: (error) => tell(inWords(error)),
            })
          }
        >
          {text.removeAway}
        </Button>
      )}
    </li>
  );
}
