"use client";
/** Which days the page shows. */
import { Ellipsis } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { addDays, CHOICES, isDay } from "@/metrics/periods";
import { en } from "@/text/en";
import { Button, cx } from "@/ui/basic";
import { Popover } from "@/ui/overlay";
import { goToPeriod } from "./address";
import { usePlace } from "./place";

const STEP =
  "h-full px-2.5 text-ink-2 first:rounded-l-[5px] hover:bg-hover hover:text-ink aria-pressed:bg-accent-wash aria-pressed:font-medium aria-pressed:text-accent-ink border-r border-line";

export function PeriodPicker() {
  const { period } = usePlace();
  const [open, setOpen] = useState(false);
  const custom = period.choice.kind === "custom";
  return (
    <fieldset className="flex h-[calc(var(--step)*7.5)] items-center max-sm:h-10 rounded-control border border-line bg-card">
      <legend className="sr-only">{en.period.label}</legend>
      {CHOICES.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={period.choice.kind === choice}
          title={en.period.long[choice]}
          className={STEP}
          onClick={() => goToPeriod({ kind: choice })}
        >
          {en.period[choice]}
        </button>
      ))}
      <Popover
        label={en.period.custom}
        open={open}
        onOpenChange={setOpen}
        className="w-[248px] p-3!"
        trigger={
          <button
            type="button"
            aria-label={en.period.custom}
            title={en.period.custom}
            aria-pressed={custom}
            className={cx(STEP, "rounded-r-[5px] border-r-0")}
          >
            <Ellipsis aria-hidden="true" size={14} />
          </button>
        }
      >
        <CustomPeriod onDone={() => setOpen(false)} />
      </Popover>
    </fieldset>
  );
}

function CustomPeriod({ onDone }: { onDone: () => void }) {
  const { period, today } = usePlace();
  const [from, setFrom] = useState(period.from);
  const [last, setLast] = useState(addDays(period.to, -1));
  const id = useId();
  const wrong = isDay(from) && isDay(last) && from > last;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || !isDay(from) || !isDay(last)) return;
    goToPeriod({ kind: "custom", from, to: addDays(last, 1) });
    onDone();
  };
  const day = (name: string, label: string, value: string, set: (value: string) => void) => (
    <div>
      <label htmlFor={`${id}-${name}`} className="mb-1 block text-small text-ink-2">
        {label}
      </label>
      <input
        id={`${id}-${name}`}
        type="date"
        required
        max={today}
        value={value}
        onChange={(event) => set(event.target.value)}
        aria-invalid={wrong || undefined}
        className="field figures"
      />
    </div>
  );
  return (
    <form onSubmit={submit} className="space-y-3">
      {day("from", en.period.from, from, setFrom)}
      {day("last", en.period.until, last, setLast)}
      {wrong && (
        <p role="alert" className="text-small text-broken">
          {en.period.backwards}
        </p>
      )}
      <Button look="primary" type="submit" className="w-full">
        {en.period.apply}
      </Button>
    </form>
  );
}
