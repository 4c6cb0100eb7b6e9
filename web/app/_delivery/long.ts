import { say } from "@/metrics/format";

/** Days where hours would be many. */
export function sayLong(hours: number): string {
  if (hours >= 48) return say(Math.round(hours / 2.4) / 10, "days");
  return Number.isInteger(hours) ? `${hours}\u00a0h` : say(hours, "hours");
}
