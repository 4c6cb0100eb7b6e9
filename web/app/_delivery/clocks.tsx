"use client";
/** Time by two clocks side by side: the calendar's, and that of working hours. */
import { NOTHING, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";

export function Clocks({ hours, working }: { hours: number | null | undefined; working: number | null | undefined }) {
  if (hours == null) return <span className="text-ink-3">{NOTHING}</span>;
  return (
    <span className="figures whitespace-nowrap" title={delivery.clocks}>
      {sayLong(hours)}
      <span className="ml-1.5 text-ink-3">
        {delivery.workingHours(working == null ? NOTHING : say(working, "hours"))}
      </span>
    </span>
  );
}

/** Days where hours would be many. */
export function sayLong(hours: number): string {
  if (hours >= 48) return say(Math.round(hours / 2.4) / 10, "days");
  return Number.isInteger(hours) ? `${hours}\u00a0h` : say(hours, "hours");
}
