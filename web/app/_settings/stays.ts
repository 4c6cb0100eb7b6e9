/** Who was in a team from when until when, as bars on one scale of days. */
import type { TeamMember } from "@/api/types";

export interface Bar {
  /** Shares of the scale, 0 to 1. */
  left: number;
  width: number;
  from: string | null;
  until: string | null;
}

export interface Lane {
  id: string;
  name: string;
  isHere: boolean;
  bars: Bar[];
}

export interface Stays {
  lanes: Lane[];
  first: string;
  last: string;
}

const YEAR = 365 * 86_400_000;
const at = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

/** The scale begins where the first known joining or leaving is, at least a year ago; who was always there begins with it. */
export function staysOf(members: readonly TeamMember[], today: string, unnamed: string): Stays {
  const known = members.flatMap(({ joined_at, left_at }) => [joined_at, left_at]).filter((day) => day !== null);
  const last = Math.max(at(today), ...known.map(at));
  const first = Math.min(at(today) - YEAR, ...known.map(at));
  const share = (day: string | null, otherwise: number) =>
    ((day === null ? otherwise : at(day)) - first) / (last - first);
  const lanes = new Map<string, Lane>();
  for (const one of members) {
    const lane = lanes.get(one.developer_id) ?? {
      id: one.developer_id,
      name: one.name ?? unnamed,
      isHere: false,
      bars: [],
    };
    const left = share(one.joined_at, first);
    lane.bars.push({ left, width: share(one.left_at, last) - left, from: one.joined_at, until: one.left_at });
    lane.isHere ||= one.left_at === null || at(one.left_at) > at(today);
    lanes.set(one.developer_id, lane);
  }
  const ordered = [...lanes.values()].sort(
    (a, b) => Number(b.isHere) - Number(a.isHere) || a.name.localeCompare(b.name, "en"),
  );
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
  return { lanes: ordered, first: day(first), last: day(last) };
}
