/** Versions over time as bars on lanes: one lane a manifest and package, positions in per cent of the whole span. */
import type { Stay } from "@/api/technology";
import { shortMonth } from "@/metrics/format";

export interface Bar {
  stay: Stay;
  left: number;
  width: number;
}

export interface Lane {
  key: string;
  repository: string;
  manifest: string;
  package: string;
  bars: Bar[];
}

export interface Lanes {
  lanes: Lane[];
  start: number;
  end: number;
  years: { year: number; left: number }[];
}

const DAY = 86_400_000;

/** Lanes whose last version still stands come first, within a repository in its order. */
export function lanesOf(stays: readonly Stay[], today: Date): Lanes {
  const end = today.getTime();
  const start = Math.min(end - DAY, ...stays.map(({ since }) => Date.parse(since)));
  const place = (at: number) => ((at - start) / (end - start)) * 100;
  const found = new Map<string, Lane>();
  for (const stay of stays) {
    const key = `${stay.repository_id} ${stay.manifest} ${stay.package}`;
    const lane = found.get(key) ?? {
      key,
      repository: stay.repository,
      manifest: stay.manifest,
      package: stay.package,
      bars: [],
    };
    const left = place(Date.parse(stay.since));
    const right = stay.until === null ? 100 : place(Date.parse(stay.until));
    lane.bars.push({ stay, left, width: Math.max(right - left, 0) });
    found.set(key, lane);
  }
  const stands = (lane: Lane) => lane.bars.some(({ stay }) => stay.until === null);
  const lanes = [...found.values()].sort((a, b) => Number(stands(b)) - Number(stands(a)));
  return {
    lanes,
    start,
    end,
    years: yearsBetween(start, end).map((year) => ({ year, left: place(Date.UTC(year, 0)) })),
  };
}

function yearsBetween(start: number, end: number): number[] {
  const first = new Date(start).getUTCFullYear() + 1;
  const last = new Date(end).getUTCFullYear();
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
}

/** A day as people write it: 3 Mar 2026. */
export function day(at: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return shortMonth(format.format(new Date(at)));
}
