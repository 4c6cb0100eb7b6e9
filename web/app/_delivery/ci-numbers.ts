/** What of CI is shown first, how it is written, and which way is better. */
import type { CiNumbers, CiPrice } from "@/api/delivery";
import type { Better, Unit } from "@/api/types";
import { type Change, change, count, NOTHING, say } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";

export type CiKey = "success" | "duration" | "queue" | "flaky" | "minutes";
export const CI_KEYS: readonly CiKey[] = ["success", "duration", "queue", "flaky", "minutes"];

export interface CiValue {
  value: number | null;
  n: number;
  unit: Unit;
  better: Better;
  text: string;
}

const minutesOf = (seconds: number | null) => (seconds === null ? null : seconds / 60);

/** `7.4 min`, `1.2 h`, `31 s`. */
export function sayTime(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 60) return `${Math.round(seconds)}\u00a0s`;
  if (seconds < 3600) return `${seconds < 600 ? (seconds / 60).toFixed(1) : Math.round(seconds / 60)}\u00a0min`;
  return say(seconds / 3600, "hours");
}

/** An amount of minutes with what it cost, where that is known. */
export function sayCost(cost: number | null, price: Pick<CiPrice, "currency">): string {
  if (cost === null) return NOTHING;
  const amount = cost >= 100 ? count(Math.round(cost)) : cost.toFixed(2);
  return `${amount}\u00a0${price.currency ?? ""}`.trim();
}

export function sayMinutes(minutes: number | null): string {
  return minutes === null ? NOTHING : `${count(Math.round(minutes))}\u00a0min`;
}

/** Times are in minutes here: seconds would be many, hours too few. */
export function ciValue(numbers: CiNumbers, key: CiKey): CiValue {
  switch (key) {
    case "success":
      return plain(numbers.success_rate, numbers.finished, "share", "higher");
    case "flaky":
      return plain(numbers.flaky_rate, numbers.passed_commits, "share", "lower");
    case "minutes":
      return {
        ...plain(numbers.minutes, numbers.runs, "count", "neither"),
        text: numbers.minutes === null ? NOTHING : count(Math.round(numbers.minutes), true),
      };
    default: {
      const { median, n } = numbers[key];
      return { ...plain(minutesOf(median), n, "count", "lower"), text: sayTime(median) };
    }
  }
}

function plain(value: number | null, n: number, unit: Unit, better: Better): CiValue {
  return { value, n, unit, better, text: say(value, unit) };
}

export function ciMoved(now: CiNumbers, before: CiNumbers | null, key: CiKey): Change | null {
  if (before === null) return null;
  const [a, b] = [ciValue(now, key), ciValue(before, key)];
  return change(a.value, b.value, a.unit, a.better);
}

export function ciName(key: CiKey): string {
  return delivery.ciNames[key];
}
