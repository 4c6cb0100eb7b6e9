"use client";
/** Saying when somebody works, and when they are away. */
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { type Schedule, type ScheduleWish, useScheduling } from "@/api/schedules";
import { en } from "@/text/en";
import { schedules as text } from "@/text/en-schedules";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { usePlace } from "./place";

type Fields = Record<"from" | "until" | "zone" | "country" | "part", string>;

const orNull = (said: string) => (said.trim() === "" ? null : said.trim());

/** What is somebody's own; the rest is empty, and the workspace's. */
function ownOf(schedule: Schedule): Fields {
  const { own } = schedule;
  return {
    from: schedule.starts_at?.slice(0, 5) ?? "",
    until: schedule.ends_at?.slice(0, 5) ?? "",
    zone: own.includes("time_zone") ? schedule.time_zone : "",
    country: own.includes("holidays") ? (schedule.country ?? "") : "",
    part: own.includes("holidays") ? (schedule.subdivision ?? "") : "",
  };
}

function wishOf(fields: Fields, days: number[] | null): ScheduleWish {
  return {
    working_days: days,
    starts_at: orNull(fields.from),
    ends_at: orNull(fields.until),
    time_zone: orNull(fields.zone),
    country: orNull(fields.country),
    subdivision: orNull(fields.part),
  };
}

export function ScheduleForm({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { set, unset } = useScheduling(workspace.id, schedule.developer_id);
  const [days, setDays] = useState(schedule.own.includes("working_days") ? schedule.working_days : null);
  const [fields, setFields] = useState(() => ownOf(schedule));
  const done = {
    onSuccess: () => {
      onClose();
      tell(text.saved);
    },
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(wishOf(fields, days), done);
  };
  const field = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
  });
  const error = set.error ?? unset.error;
  return (
    <Dialog open onClose={onClose} title={text.changeTitle(schedule.name ?? en.people.unnamed)} says={text.changeSays}>
      <form onSubmit={submit} className="space-y-3">
        <Days days={days} usual={schedule.working_days} onChange={setDays} />
        <div className="flex gap-3">
          <Field label={text.from} type="time" {...field("from")} />
          <Field label={text.until} type="time" {...field("until")} />
        </div>
        <Field label={text.zone} placeholder={workspace.time_zone} {...field("zone")} />
        <div className="flex gap-3">
          <Field label={text.country} says={text.countrySays} {...field("country")} />
          <Field label={text.part} says={text.partSays} {...field("part")} />
        </div>
        {error && <Wrong error={error} className="px-0! py-0!" />}
        <Actions onClose={onClose} disabled={set.isPending || days?.length === 0}>
          {schedule.own.length > 0 && (
            <Button disabled={unset.isPending} onClick={() => unset.mutate(undefined, done)}>
              {text.back}
            </Button>
          )}
        </Actions>
      </form>
    </Dialog>
  );
}

export function AwayForm({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { workspace, today } = usePlace();
  const tell = useTell();
  const id = useId();
  const { add } = useScheduling(workspace.id, schedule.developer_id);
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState("");
  const [kind, setKind] = useState("leave");
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { first_day: first, last_day: last || first, kind, note: orNull(note) };
    add.mutate(wish, {
      onSuccess: () => {
        onClose();
        tell(text.added);
      },
    });
  };
  return (
    <Dialog open onClose={onClose} title={text.awayTitle(schedule.name ?? en.people.unnamed)} says={text.awaySays}>
      <form onSubmit={submit} className="space-y-3">
        <div className="flex gap-3">
          <Field label={text.first} type="date" value={first} onChange={setFirst} />
          <Field label={text.last} type="date" value={last} onChange={setLast} />
        </div>
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-ink-2">
            {text.kind}
          </label>
          <select id={id} value={kind} onChange={(event) => setKind(event.target.value)} className="field">
            {Object.entries(text.kinds).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Field label={text.note} value={note} onChange={setNote} />
        {add.error && <Wrong error={add.error} className="px-0! py-0!" />}
        <Actions onClose={onClose} disabled={add.isPending || first === ""} />
      </form>
    </Dialog>
  );
}

/** Pressing a day makes the week one's own; until then it shows the one that holds. */
function Days({
  days,
  usual,
  onChange,
}: {
  days: number[] | null;
  usual: number[];
  onChange: (days: number[] | null) => void;
}) {
  const shown = days ?? usual;
  const toggle = (day: number) =>
    onChange(shown.includes(day) ? shown.filter((one) => one !== day) : [...shown, day].sort());
  return (
    <fieldset>
      <legend className="mb-1 text-small text-ink-2">
        {text.days} {days === null && <span className="text-ink-3">({text.likeWorkspace})</span>}
      </legend>
      <div className="flex flex-wrap gap-1.5">
        {en.settings.dayNames.map((label, index) => (
          <Button
            key={label}
            aria-pressed={shown.includes(index + 1)}
            aria-label={en.settings.longDays[index]}
            onClick={() => toggle(index + 1)}
            className="w-12 aria-pressed:border-accent! aria-pressed:bg-accent-wash! aria-pressed:text-accent-ink!"
          >
            {label}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

export function Field({
  label,
  says,
  type = "text",
  placeholder,
  value,
  onChange,
}: {
  label: string;
  says?: string;
  type?: "text" | "time" | "date";
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0 flex-1">
      <label htmlFor={id} className="mb-1 block text-small text-ink-2">
        {label}
      </label>
      <input
        id={id}
        type={type}
        value={value}
        placeholder={placeholder}
        aria-describedby={says && `${id}-says`}
        onChange={(event) => onChange(event.target.value)}
        className="field figures"
      />
      {says && (
        <p id={`${id}-says`} className="mt-1 text-small text-ink-3">
          {says}
        </p>
      )}
    </div>
  );
}

function Actions({ onClose, disabled, children }: { onClose: () => void; disabled: boolean; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {children}
      <Button onClick={onClose}>{text.cancel}</Button>
      <Button look="primary" type="submit" disabled={disabled}>
        {text.save}
      </Button>
    </div>
  );
}
