/** How a sign lies beside the usual, in a few words that alarm nobody. */

import type { Unit } from "@/api/types";
import type { Indicator } from "@/api/wellbeing";
import { say } from "@/metrics/format";
import { wellbeing } from "@/text/en-wellbeing";

type Held = Pick<Indicator, "value" | "baseline" | "scale">;

/** Within one scale of the usual nothing is said but that. */
export function beside({ value, baseline, scale }: Held): string | null {
  if (value === null || baseline === null || scale === null) return null;
  if (Math.abs(value - baseline) <= scale) return wellbeing.asUsual;
  if (baseline <= 0) return wellbeing.unusual;
  const times = value / baseline;
  if (times < 1) return wellbeing.less;
  if (times < 1.35) return wellbeing.more;
  if (times < 1.75) return wellbeing.times[0] ?? wellbeing.more;
  const whole = Math.round(times);
  return wellbeing.times[whole - 1] ?? wellbeing.manyTimes(whole);
}

/** From where to where it is usual. */
export function bandOf({ baseline, scale }: Held): [number, number] | null {
  return baseline === null || scale === null ? null : [Math.max(0, baseline - scale), baseline + scale];
}

/** A figure without the unit its name says already. */
export function amount(value: number | null, unit: Unit): string {
  return unit === "share" ? say(value, unit) : say(value, "count");
}
