/** Numbers as people read them: the figure, its unit apart, and what a change of it means. */
import type { Better, Unit } from "@/api/types";

export interface Written {
  text: string;
  unit: string;
}

export const NOTHING = "–";
/** Keeps a figure and its unit on one line. */
const GAP = "\u00a0";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const two = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Groups of three; thousands and millions shortened where the column is narrow. */
export function count(value: number, short = false): string {
  const size = Math.abs(value);
  if (short && size >= 999_500_000) return `${one.format(value / 1e9)}${GAP}bn`;
  if (size >= 10_000_000 || (short && size >= 999_500)) return `${one.format(value / 1e6)}${GAP}M`;
  if (short && size >= 99_950) return `${whole.format(value / 1e3)}${GAP}k`;
  if (short && size >= 10_000) return `${one.format(value / 1e3)}${GAP}k`;
  return Number.isInteger(value) || size >= 100 ? whole.format(value) : one.format(value);
}

function share(value: number): string {
  const percent = value * 100;
  const size = Math.abs(percent);
  if (size === 0 || size === 100) return whole.format(percent);
  return size < 10 ? one.format(percent) : whole.format(percent);
}

/** Two decimals where one would say nothing, none where it would say nothing more. */
function span(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return whole.format(value);
  return size < 0.95 ? two.format(value) : one.format(value);
}

/** A value with its unit apart, so that the unit can be set in lighter ink. */
export function write(value: number | null | undefined, unit: Unit, options: { short?: boolean } = {}): Written {
  if (value === null || value === undefined || Number.isNaN(value)) return { text: NOTHING, unit: "" };
  switch (unit) {
    case "share":
      return { text: share(value), unit: "%" };
    case "hours":
      return { text: span(value), unit: "h" };
    case "days":
      return { text: Number.isInteger(value) ? whole.format(value) : one.format(value), unit: "d" };
    case "per_working_day":
      return { text: Math.abs(value) < 10 ? two.format(value) : one.format(value), unit: "a day" };
    case "per_week":
      return { text: span(value), unit: "a week" };
    case "per_review":
      return { text: span(value), unit: "a review" };
    case "score":
      return { text: two.format(value), unit: "" };
    case "lines":
      return { text: count(value, options.short), unit: "lines" };
    default:
      return { text: count(value, options.short), unit: "" };
  }
}

/** The same in one piece, for labels and screen readers. */
export function say(value: number | null | undefined, unit: Unit): string {
  const written = write(value, unit);
  return written.unit ? `${written.text}${GAP}${written.unit}` : written.text;
}

export type Verdict = "better" | "worse" | "neutral" | "none";

export interface Change {
  direction: "up" | "down" | "same";
  verdict: Verdict;
  /** How much: `8 %` of a count, `3.1 h` of a span, `1.4 points` of a share. Empty when it cannot be said. */
  text: string;
}

const NO_CHANGE: Change = { direction: "same", verdict: "none", text: "" };

function amount(now: number, then: number, unit: Unit): string {
  const difference = Math.abs(now - then);
  if (unit === "share") return `${one.format(difference * 100)}${GAP}points`;
  if (unit === "hours" || unit === "days" || unit === "score") return say(difference, unit);
  if (then === 0) return "";
  const percent = (difference / Math.abs(then)) * 100;
  return percent >= 1000
    ? `${count(now / then)}×`
    : `${percent < 10 ? one.format(percent) : whole.format(percent)}${GAP}%`;
}

/** What became of a reading, and whether that is good. A metric without a better direction is never judged. */
export function change(
  now: number | null | undefined,
  then: number | null | undefined,
  unit: Unit,
  better: Better,
): Change {
  if (now === null || now === undefined || then === null || then === undefined) return NO_CHANGE;
  const text = amount(now, then, unit);
  const invisible = write(now, unit).text === write(then, unit).text;
  if (now === then || (invisible && unit !== "count") || Number.parseFloat(text) === 0) {
    return { direction: "same", verdict: "neutral", text: "" };
  }
  const direction = now > then ? "up" : "down";
  if (better === "neither") return { direction, verdict: "neutral", text };
  const good = (better === "higher") === (direction === "up");
  return { direction, verdict: good ? "better" : "worse", text };
}

/** Bytes as a file manager writes them. */
export function bytes(value: number | null): string {
  if (value === null) return NOTHING;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let step = 0;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000;
    step += 1;
  }
  return `${step === 0 || size >= 100 ? whole.format(size) : one.format(size)}${GAP}${units[step]}`;
}

/** One name for one, another for several: `1 commit`, `2 commits`. */
export function plural(n: number, singular: string, several = `${singular}s`): string {
  return `${count(n)} ${n === 1 ? singular : several}`;
}

/** How long ago, or in how long, in the largest unit that fits; clocks a minute apart say the same. */
export function ago(at: string, now: Date): string {
  const passed = (now.getTime() - Date.parse(at)) / 1000;
  const seconds = Math.abs(passed);
  if (seconds < 60) return "just now";
  const steps: [number, string][] = [
    [60, "minute"],
    [3600, "hour"],
    [86_400, "day"],
    [604_800, "week"],
    [2_629_800, "month"],
    [31_557_600, "year"],
  ];
  let best: [number, string] = [60, "minute"];
  for (const step of steps) if (seconds >= step[0]) best = step;
  const long = plural(Math.floor(seconds / best[0]), best[1]);
  return passed < 0 ? `in ${long}` : `${long} ago`;
}

/** Three letters a month, as under every chart; British English has four for September. */
export const shortMonth = (text: string): string => text.replace("Sept", "Sep");
