/** Where marks lie on the lanes of a timeline. Pure: instants in, places out. */
import type { Deployment, Incident } from "@/api/delivery";
import { addDays, mondayOf, writeStep } from "@/metrics/periods";

export type Tone = "success" | "failure" | "harmful" | "rollback" | "first";

/** What matters most about a deployment: that it did not go live, that it harmed, that it took something back. */
export function toneOf(row: Pick<Deployment, "status" | "failed_by" | "is_rollback" | "is_first">): Tone {
  if (row.status !== "success") return "failure";
  if (row.failed_by !== null) return "harmful";
  if (row.is_rollback) return "rollback";
  return row.is_first ? "first" : "success";
}

/** The worst of several comes first. */
const WORST: readonly Tone[] = ["harmful", "failure", "rollback", "first", "success"];

/** When it was over; while it is not, when it began. */
export function instantOf(row: Pick<Deployment, "finished_at" | "started_at" | "created_at">): string {
  return row.finished_at ?? row.started_at ?? row.created_at;
}

export interface Spot {
  x: number;
  tone: Tone;
  /** One, or several too close to be told apart, oldest first. */
  rows: readonly Deployment[];
}

export interface Scale {
  from: number;
  to: number;
  width: number;
}

export function place(at: number, { from, to, width }: Scale): number {
  return ((at - from) / (to - from)) * width;
}

/** Marks of one lane. Those within `gap` pixels of the first of them become one. */
export function spotsOf(rows: readonly Deployment[], scale: Scale, gap: number): Spot[] {
  const placed = rows
    .map((row) => ({ row, x: place(Date.parse(instantOf(row)), scale) }))
    .filter(({ x }) => x >= 0 && x <= scale.width)
    .sort((a, b) => a.x - b.x);
  const groups: { row: Deployment; x: number }[][] = [];
  for (const one of placed) {
    const last = groups.at(-1);
    if (last?.[0] && one.x - last[0].x < gap) last.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => {
    const tones = group.map(({ row }) => toneOf(row));
    return {
      x: group.reduce((sum, one) => sum + one.x, 0) / group.length,
      tone: WORST.find((tone) => tones.includes(tone)) ?? "success",
      rows: group.map(({ row }) => row),
    };
  });
}

export interface Span {
  x: number;
  width: number;
  /** Not over yet, or began before what is shown. */
  openEnd: boolean;
  incident: Incident;
  /** On which of the lines under a lane it lies, so that none covers another. */
  line: number;
}

const THIN = 4;

/** Incidents of one lane, on as few lines as they need. */
export function spansOf(incidents: readonly Incident[], scale: Scale, now: number): Span[] {
  const ends: number[] = [];
  return [...incidents]
    .sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at))
    .flatMap((incident) => {
      const began = Date.parse(incident.started_at);
      const over = incident.resolved_at === null ? now : Math.max(began, Date.parse(incident.resolved_at));
      if (over < scale.from || began > scale.to) return [];
      const x = Math.max(0, place(began, scale));
      const width = Math.max(THIN, Math.min(scale.width, place(over, scale)) - x);
      let line = ends.findIndex((end) => end < x);
      if (line < 0) line = ends.length;
      ends[line] = x + width + 2;
      return [{ x, width, openEnd: incident.resolved_at === null, incident, line }];
    });
}

export interface Lane {
  id: string;
  name: string;
  rows: readonly Deployment[];
  incidents: readonly Incident[];
}

/** A lane a service, in order of name; one with incidents only has a lane as well. */
export function lanesOf(rows: readonly Deployment[], incidents: readonly Incident[]): Lane[] {
  const names = new Map<string, string>();
  for (const row of rows) names.set(row.service_id, row.service);
  for (const { service_id, service } of incidents) if (service_id !== null) names.set(service_id, service ?? "");
  return [...names]
    .map(([id, name]) => ({
      id,
      name,
      rows: rows.filter((row) => row.service_id === id),
      incidents: incidents.filter((incident) => incident.service_id === id),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** Days under which the lanes say the date: Mondays, as many as there is room for; single days of a short period. */
export function ticksOf(from: string, to: string, most: number): { day: string; label: string }[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const weekly = days > 21;
  const steps = Math.ceil((weekly ? days / 7 : days) / Math.max(1, most));
  const step = Math.max(1, steps) * (weekly ? 7 : 1);
  const found: { day: string; label: string }[] = [];
  let before: string | null = null;
  for (
    let day = weekly && mondayOf(from) !== from ? addDays(mondayOf(from), 7) : from;
    day < to;
    day = addDays(day, step)
  ) {
    found.push({ day, label: writeStep(day, "daily", before) });
    before = day;
  }
  return found;
}

/** The instant a day begins at in a time zone. */
export function midnight(day: string, timeZone: string): number {
  const guess = Date.parse(`${day}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(new Date(guess));
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return guess - (local - guess);
}
