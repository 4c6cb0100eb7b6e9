/** The period a page looks at: which days, in how many steps, and how it is written. Days are the workspace's. */

export const CHOICES = ["4w", "12w", "26w", "1y", "all"] as const;
export type Choice = (typeof CHOICES)[number];
export type PeriodChoice = { kind: Choice } | { kind: "custom"; from: string; to: string };
export type Bucket = "daily" | "weekly" | "monthly" | "quarterly";

/** Half-open: `to` is the first day no longer in it. `from` is null when there is no beginning. */
export interface Period {
  from: string;
  to: string;
  bucket: Bucket;
  choice: PeriodChoice;
}

const WEEKS: Record<Exclude<Choice, "all">, number> = { "4w": 4, "12w": 12, "26w": 26, "1y": 52 };
const DAY = 86_400_000;
const PLAIN = /^\d{4}-\d{2}-\d{2}$/;
export const DEFAULT_CHOICE: PeriodChoice = { kind: "12w" };

function instant(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function isDay(day: string | null | undefined): day is string {
  return typeof day === "string" && PLAIN.test(day) && !Number.isNaN(instant(day));
}

export function addDays(day: string, days: number): string {
  return new Date(instant(day) + days * DAY).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((instant(to) - instant(from)) / DAY);
}

/** Monday is 0. */
export function weekday(day: string): number {
  return (new Date(instant(day)).getUTCDay() + 6) % 7;
}

export function mondayOf(day: string): string {
  return addDays(day, -weekday(day));
}

/** The day it is in a time zone at an instant. */
export function dayIn(timeZone: string, now: Date): string {
  let writing = days.get(timeZone);
  if (writing === undefined) {
    writing = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    days.set(timeZone, writing);
  }
  return writing.format(now);
}

/* Dear to make, and asked for by the row. */
const days = new Map<string, Intl.DateTimeFormat>();

/** Few enough steps to read, enough to see a shape. */
export function bucketFor(days: number): Bucket {
  if (days <= 35) return "daily";
  if (days <= 400) return "weekly";
  if (days <= 1900) return "monthly";
  return "quarterly";
}

/** Whole weeks and the open one, so that a week is compared with a week. */
export function resolve(choice: PeriodChoice, today: string, earliest: string | null): Period {
  const to = addDays(today, 1);
  if (choice.kind === "custom") {
    return { from: choice.from, to: choice.to, bucket: bucketFor(daysBetween(choice.from, choice.to)), choice };
  }
  const from =
    choice.kind === "all"
      ? mondayOf(earliest !== null && earliest < today ? earliest : addDays(today, -84))
      : addDays(mondayOf(today), -7 * WEEKS[choice.kind]);
  return { from, to, bucket: bucketFor(daysBetween(from, to)), choice };
}

/** From the address and back: `12w`, or `2026-01-01..2026-02-01` (the last day is not in it). */
export function parseChoice(text: string | null): PeriodChoice {
  const known = CHOICES.find((choice) => choice === text);
  if (known) return { kind: known };
  const [from, to] = (text ?? "").split("..");
  if (isDay(from) && isDay(to) && from < to) return { kind: "custom", from, to };
  return DEFAULT_CHOICE;
}

export function writeChoice(choice: PeriodChoice): string {
  return choice.kind === "custom" ? `${choice.from}..${choice.to}` : choice.kind;
}

/** The same number of days just before. */
export function before(period: Period): { from: string; to: string } {
  return { from: addDays(period.from, -daysBetween(period.from, period.to)), to: period.from };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `3 Nov`, or `3 Nov 2025` when the year is not the reader's. */
export function writeDay(day: string, thisYear?: string): string {
  const [year = "", month = "1", date = "1"] = day.split("-");
  const short = `${Number(date)} ${MONTHS[Number(month) - 1]}`;
  return thisYear === undefined || thisYear === year ? short : `${short} ${year}`;
}

/** A half-open range as a person writes it: both days are in it. */
export function writeRange(from: string, to: string): string {
  const last = addDays(to, -1);
  if (last <= from) return writeDay(from, "");
  const sameYear = from.slice(0, 4) === last.slice(0, 4);
  return `${writeDay(from, sameYear ? undefined : "")} – ${writeDay(last, "")}`;
}

/** The label under a step of a trend: the day, with the month where it changes; month or quarter for long ones. */
export function writeStep(day: string, bucket: Bucket, previous: string | null): string {
  const [year = "", month = "1", date = "1"] = day.split("-");
  const name = MONTHS[Number(month) - 1] ?? "";
  const newYear = previous === null || previous.slice(0, 4) !== year;
  if (bucket === "quarterly") return `Q${Math.floor((Number(month) - 1) / 3) + 1} ${year}`;
  if (bucket === "monthly") return newYear ? `${name} ${year}` : name;
  const newMonth = previous === null || previous.slice(0, 7) !== day.slice(0, 7);
  return newMonth ? `${Number(date)} ${name}` : `${Number(date)}`;
}
