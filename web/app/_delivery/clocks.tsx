"use client";
/** Time by two clocks side by side: the calendar's, and that of working hours. */
import { NOTHING, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { sayLong } from "./long";

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
