/** Who waits on the left, whom for on the right, and how thick the ways between them are. Pure. */
import type { Waiting } from "@/api/delivery";

export interface Way {
  from: string;
  to: string;
  n: number;
  longest: number;
  kinds: string[];
}

export interface Stop {
  key: string;
  name: string;
  n: number;
  /** The middle of its bar, and how tall that is. */
  y: number;
  height: number;
}

export interface WaitingGraph {
  waiting: Stop[];
  awaited: Stop[];
  ways: Way[];
  height: number;
  /** How many waits are between others than those drawn. */
  left: number;
}

const GAP = 10;
const LEAST = 14;

/** What stands at an end at which nobody is named. */
export interface Unnamed {
  from: string;
  to: string;
}

/** Edges of several kinds between the same two are one way. An end nobody is named at has the name it is given. */
export function waysOf(edges: Waiting["edges"], unnamed: Unnamed): { ways: Way[]; names: Map<string, string> } {
  const names = new Map<string, string>();
  const ways = new Map<string, Way>();
  for (const edge of edges) {
    const from = edge.from_id ?? "nobody";
    const to = edge.to_id ?? (edge.to_team === null ? "nobody" : `team ${edge.to_team}`);
    names.set(`from ${from}`, edge.from_name ?? unnamed.from);
    names.set(`to ${to}`, edge.to_name ?? edge.to_team ?? unnamed.to);
    const way = ways.get(`${from} ${to}`) ?? { from, to, n: 0, longest: 0, kinds: [] };
    way.n += edge.n;
    way.longest = Math.max(way.longest, edge.longest_hours);
    if (!way.kinds.includes(edge.kind)) way.kinds.push(edge.kind);
    ways.set(`${from} ${to}`, way);
  }
  return { ways: [...ways.values()], names };
}

function sums(ways: readonly Way[], end: "from" | "to"): [string, number][] {
  const found = new Map<string, number>();
  for (const way of ways) found.set(way[end], (found.get(way[end]) ?? 0) + way.n);
  return [...found].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

function stacked(stops: [string, number][], end: "from" | "to", names: Map<string, string>, unit: number): Stop[] {
  let top = 0;
  return stops.map(([key, n]) => {
    const height = Math.max(LEAST, n * unit);
    const stop = { key, name: names.get(`${end} ${key}`) ?? "", n, y: top + height / 2, height };
    top += height + GAP;
    return stop;
  });
}

const total = (stops: readonly Stop[]) => stops.reduce((sum, stop) => sum + stop.height + GAP, -GAP);

/** The most on each side, in order of how much; what lies between others is only counted. */
export function graphOf(edges: Waiting["edges"], unnamed: Unnamed, most = 14): WaitingGraph {
  const { ways, names } = waysOf(edges, unnamed);
  const awaited = sums(ways, "to").slice(0, most);
  const kept = new Set(awaited.map(([key]) => key));
  const waiting = sums(
    ways.filter((way) => kept.has(way.to)),
    "from",
  ).slice(0, most);
  const keptFrom = new Set(waiting.map(([key]) => key));
  const drawn = ways.filter((way) => kept.has(way.to) && keptFrom.has(way.from)).sort((a, b) => a.n - b.n);
  const all = ways.reduce((sum, way) => sum + way.n, 0);
  const shown = drawn.reduce((sum, way) => sum + way.n, 0);
  const unit = Math.max(2, Math.min(9, 260 / Math.max(1, shown)));
  const left = stacked(sums(drawn, "from"), "from", names, unit);
  const right = stacked(sums(drawn, "to"), "to", names, unit);
  return {
    waiting: left,
    awaited: right,
    ways: drawn,
    height: Math.max(120, total(left), total(right)),
    left: all - shown,
  };
}
