/** Where people stand in a network: who works together stands together. Pure, and the same for the same network. */
import type { GraphEdge, GraphNode as PersonNode } from "@/api/network";

/** What of somebody, or of something else in a network, decides where it stands. */
export type GraphNode = Pick<PersonNode, "circle" | "betweenness"> & { developer: { id: string } };
type Tie = Pick<GraphEdge, "developer_a_id" | "developer_b_id" | "strength_score">;

export interface Spot {
  id: string;
  x: number;
  y: number;
  r: number;
}

export interface Box {
  width: number;
  height: number;
}

const TURN = Math.PI * (3 - Math.sqrt(5));
const MARGIN = 26;
const SMALLEST = 4.5;
const LARGEST = 15;
const STEPS = { few: 260, many: 90 };
const MANY = 260;

/** How large a dot is: its area grows with what leads over the person. */
export function radius(betweenness: number | null, top: number): number {
  const share = betweenness === null || top <= 0 ? 0 : Math.max(0, betweenness) / top;
  return SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(share);
}

/** Where everybody stands among all others, before anybody knows how large the drawing is going to be. */
export interface Layout {
  order: readonly GraphNode[];
  x: Float64Array;
  y: Float64Array;
}

export function arrange(nodes: readonly GraphNode[], edges: readonly Tie[], box: Box): Map<string, Spot> {
  return inBox(layOut(nodes, edges), box);
}

/**
 * Ties draw together, everybody pushes everybody away (Fruchterman and Reingold). It begins on a spiral in the order of
 * groups, so nothing is thrown. Squared in people: what is done for a pair is written out, without calls.
 */
export function layOut(nodes: readonly GraphNode[], edges: readonly Tie[]): Layout {
  const order = [...nodes].sort(
    (a, b) => (a.circle ?? 1e9) - (b.circle ?? 1e9) || a.developer.id.localeCompare(b.developer.id),
  );
  const x = Float64Array.from(order, (_, at) => Math.sqrt(at + 0.5) * Math.cos(at * TURN));
  const y = Float64Array.from(order, (_, at) => Math.sqrt(at + 0.5) * Math.sin(at * TURN));
  const springs = springsOf(edges, new Map(order.map((node, at) => [node.developer.id, at])));
  const [dx, dy] = [new Float64Array(order.length), new Float64Array(order.length)];
  const steps = order.length > MANY ? STEPS.many : STEPS.few;
  for (let step = 0; step < steps; step += 1) {
    push(x, y, dx, dy);
    pull(x, y, dx, dy, springs);
    move(x, y, dx, dy, 0.9 * (1 - step / steps) + 0.02);
  }
  return { order, x, y };
}

/** Fitted into the box: both directions are stretched on their own, so a wide one is filled. */
export function inBox({ order, x, y }: Layout, box: Box): Map<string, Spot> {
  const top = Math.max(0, ...order.map((node) => node.betweenness ?? 0));
  const [across, down] = [scaled(x, box.width), scaled(y, box.height)];
  return new Map(
    order.map((node, at) => {
      const id = node.developer.id;
      return [id, { id, x: across(x[at] ?? 0), y: down(y[at] ?? 0), r: radius(node.betweenness, top) }];
    }),
  );
}

function scaled(list: Float64Array, size: number): (value: number) => number {
  const [low, high] = [Math.min(...list), Math.max(...list)];
  const room = Math.max(1, size - 2 * MARGIN);
  return (value) => (high > low ? MARGIN + ((value - low) / (high - low)) * room : size / 2);
}

type Spring = readonly [number, number, number];

function springsOf(edges: readonly Tie[], place: ReadonlyMap<string, number>): Spring[] {
  const top = Math.max(1e-9, ...edges.map((edge) => edge.strength_score));
  return edges.flatMap((edge) => {
    const [a, b] = [place.get(edge.developer_a_id), place.get(edge.developer_b_id)];
    return a === undefined || b === undefined ? [] : [[a, b, 0.25 + Math.sqrt(edge.strength_score / top)] as const];
  });
}

function push(x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array): void {
  const n = x.length;
  dx.fill(0);
  dy.fill(0);
  for (let a = 0; a < n; a += 1) {
    const [ax, ay] = [x[a] ?? 0, y[a] ?? 0];
    let [sx, sy] = [0, 0];
    for (let b = a + 1; b < n; b += 1) {
      const ux = ax - (x[b] ?? 0);
      const uy = ay - (y[b] ?? 0);
      const by = 1 / Math.max(0.01, ux * ux + uy * uy);
      sx += ux * by;
      sy += uy * by;
      dx[b] = (dx[b] ?? 0) - ux * by;
      dy[b] = (dy[b] ?? 0) - uy * by;
    }
    // Whoever has no tie would drift away for ever.
    dx[a] = (dx[a] ?? 0) + sx - ax * 0.02;
    dy[a] = (dy[a] ?? 0) + sy - ay * 0.02;
  }
}

function pull(x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array, springs: readonly Spring[]): void {
  for (const [a, b, strength] of springs) {
    const ux = (x[a] ?? 0) - (x[b] ?? 0);
    const uy = (y[a] ?? 0) - (y[b] ?? 0);
    const by = -0.35 * strength * Math.sqrt(ux * ux + uy * uy);
    dx[a] = (dx[a] ?? 0) + ux * by;
    dy[a] = (dy[a] ?? 0) + uy * by;
    dx[b] = (dx[b] ?? 0) - ux * by;
    dy[b] = (dy[b] ?? 0) - uy * by;
  }
}

function move(x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array, most: number): void {
  for (let a = 0; a < x.length; a += 1) {
    const [ux, uy] = [dx[a] ?? 0, dy[a] ?? 0];
    const long = Math.sqrt(ux * ux + uy * uy) || 1;
    const by = Math.min(long, most) / long;
    x[a] = (x[a] ?? 0) + ux * by;
    y[a] = (y[a] ?? 0) + uy * by;
  }
}

export interface Label {
  id: string;
  x: number;
  y: number;
  anchor: "start" | "end";
}

const LINE = 14;
const LETTER = 6.1;

interface Room {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const meet = (one: Room, other: Room) =>
  one.right > other.left && one.left < other.right && one.bottom > other.top && one.top < other.bottom;

/** Names where there is room for them, of those most leads over first; that of whoever is looked `at` in any case. */
export function labelled(
  spots: ReadonlyMap<string, Spot>,
  names: ReadonlyMap<string, string>,
  box: Box,
  most: number,
  at: string | null,
): Label[] {
  const dots = [...spots.values()].map(({ id, x, y, r }) => ({
    id,
    room: { left: x - r, right: x + r, top: y - r, bottom: y + r },
  }));
  const taken: Room[] = [];
  const wanted = [...spots.values()].sort(
    (a, b) => Number(b.id === at) - Number(a.id === at) || b.r - a.r || a.id.localeCompare(b.id),
  );
  const found: Label[] = [];
  for (const spot of wanted) {
    if (found.length >= most || !names.has(spot.id)) continue;
    const wide = (names.get(spot.id) ?? "").length * LETTER;
    const sides = [spot.x + spot.r + 4, spot.x - spot.r - 4 - wide]
      .map((left) => ({ left, right: left + wide, top: spot.y - LINE / 2, bottom: spot.y + LINE / 2 }))
      .filter((room) => room.left >= 0 && room.right <= box.width);
    const isFree = (room: Room) =>
      !taken.some((other) => meet(room, other)) && !dots.some(({ id, room: dot }) => id !== spot.id && meet(room, dot));
    const room = sides.find(isFree) ?? (spot.id === at ? sides[0] : undefined);
    if (room === undefined) continue;
    taken.push(room);
    const isRight = room.left > spot.x;
    found.push({ id: spot.id, x: isRight ? room.left : room.right, y: spot.y, anchor: isRight ? "start" : "end" });
  }
  return found;
}

/** Who is next in a direction: the nearest of those who lie more that way than to its sides. */
export function towards(spots: ReadonlyMap<string, Spot>, from: string, key: string): string | null {
  const here = spots.get(from);
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (here === undefined || way === undefined) return null;
  let best: { id: string; far: number } | null = null;
  for (const spot of spots.values()) {
    const along = (spot.x - here.x) * (way[0] ?? 0) + (spot.y - here.y) * (way[1] ?? 0);
    const aside = Math.abs((spot.x - here.x) * (way[1] ?? 0)) + Math.abs((spot.y - here.y) * (way[0] ?? 0));
    if (along <= 0 || aside > along * 1.5) continue;
    const far = along + aside;
    if (best === null || far < best.far) best = { id: spot.id, far };
  }
  return best?.id ?? null;
}

export type ColourBy = "team" | "group";
export const HUES = ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)", "var(--series-5)"];
export const OTHER = "var(--ink-3)";

export interface Colours {
  of: Map<string, string>;
  legend: { key: string; colour: string; n: number }[];
  others: number;
}

/** The five largest teams, or groups, have a colour each; all others share one. */
export function colours(nodes: readonly PersonNode[], by: ColourBy): Colours {
  const keyOf = (node: PersonNode) =>
    by === "team" ? (node.teams[0] ?? null) : node.circle === null ? null : String(node.circle);
  const sizes = new Map<string, number>();
  for (const node of nodes) {
    const key = keyOf(node);
    if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const largest = [...sizes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, HUES.length);
  const hue = new Map(largest.map(([key], place) => [key, HUES[place] ?? OTHER]));
  const of = new Map(nodes.map((node) => [node.developer.id, hue.get(keyOf(node) ?? "") ?? OTHER]));
  const shown = largest.reduce((sum, [, n]) => sum + n, 0);
  return {
    of,
    legend: largest.map(([key, n]) => ({ key, n, colour: hue.get(key) ?? OTHER })),
    others: nodes.length - shown,
  };
}
