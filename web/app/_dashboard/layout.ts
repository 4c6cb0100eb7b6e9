/** How widgets stand: order, sizes, what a step does to them, and how it is written into an address. Pure. */
import type { Preset, PresetShape, WidgetAccess, WidgetSize } from "@/api/dashboard";

export interface Placed {
  key: string;
  size: WidgetSize;
  /** Whether it can be drawn for whoever looks. What cannot keeps its place. */
  available: boolean;
}

export const SIZES: readonly WidgetSize[] = ["small", "medium", "large", "full"];
export const COLUMNS: Record<WidgetSize, number> = { small: 1, medium: 2, large: 3, full: 4 };
const WHOLE = 4;
export const PRESETS: readonly Preset[] = [
  "developer",
  "manager",
  "product",
  "hr",
  "support",
  "sales",
  "admin",
  "custom",
];

export const drawn = (placed: readonly Placed[]): Placed[] => placed.filter((one) => one.available);

/** Those that are drawn in another order; the others stay behind whom they stood behind. */
function withDrawn(placed: readonly Placed[], next: readonly Placed[]): Placed[] {
  const after = new Map<string | null, Placed[]>();
  let before: string | null = null;
  for (const one of placed) {
    if (one.available) before = one.key;
    else after.set(before, [...(after.get(before) ?? []), one]);
  }
  const found = [...(after.get(null) ?? []), ...next.flatMap((one) => [one, ...(after.get(one.key) ?? [])])];
  const kept = new Set(found.map((one) => one.key));
  return [...found, ...placed.filter((one) => !one.available && !kept.has(one.key))];
}

/** Puts a widget at a place among those that are drawn. */
export function moved(placed: readonly Placed[], key: string, to: number): Placed[] {
  const shown = drawn(placed);
  const from = shown.findIndex((one) => one.key === key);
  const one = shown[from];
  if (one === undefined) return [...placed];
  shown.splice(from, 1);
  shown.splice(Math.max(0, Math.min(shown.length, to)), 0, one);
  return withDrawn(placed, shown);
}

export function resized(placed: readonly Placed[], key: string, size: WidgetSize): Placed[] {
  return placed.map((one) => (one.key === key ? { ...one, size } : one));
}

export function removed(placed: readonly Placed[], key: string): Placed[] {
  return placed.filter((one) => one.key !== key);
}

export function added(placed: readonly Placed[], key: string, size: WidgetSize): Placed[] {
  return [...removed(placed, key), { key, size, available: true }];
}

/** The next larger or smaller size a widget may have; null where there is none. */
export function nextSize(sizes: readonly WidgetSize[], size: WidgetSize, by: 1 | -1): WidgetSize | null {
  const allowed = SIZES.filter((one) => sizes.includes(one));
  return allowed[allowed.indexOf(size) + by] ?? null;
}

export function isSame(one: readonly Placed[], other: readonly Placed[]): boolean {
  return (
    one.length === other.length &&
    one.every((at, place) => at.key === other[place]?.key && at.size === other[place]?.size)
  );
}

/** A preset as it comes, for whoever looks. */
export function asItComes(preset: PresetShape, widgets: readonly WidgetAccess[]): Placed[] {
  const known = new Map(widgets.map((one) => [one.key, one]));
  return preset.widgets.map((key) => {
    const widget = known.get(key);
    return { key, size: widget?.size ?? "medium", available: widget?.accessible ?? false };
  });
}

/**
 * How many columns each takes: what would be empty at the end of a row is taken by its widgets, the last one first, and
 * none more than doubles. So does the last row of all, but for a single small one, which would be all alone.
 */
export function spans(sizes: readonly WidgetSize[]): number[] {
  const wide = sizes.map((size) => COLUMNS[size]);
  let [first, used] = [0, 0];
  const fill = (after: number, empty: number) => {
    let left = empty;
    for (let at = after - 1; at >= first && left > 0; at -= 1) {
      const more = Math.min(left, wide[at] ?? 0);
      wide[at] = (wide[at] ?? 0) + more;
      left -= more;
    }
  };
  sizes.forEach((size, at) => {
    if (used + COLUMNS[size] > WHOLE) {
      fill(at, WHOLE - used);
      [first, used] = [at, 0];
    }
    used += COLUMNS[size];
  });
  const isAlone = first === sizes.length - 1 && used === COLUMNS.small;
  if (!isAlone) fill(sizes.length, WHOLE - used);
  return wide;
}

const LETTER: Record<WidgetSize, string> = { small: "s", medium: "m", large: "l", full: "f" };
const KEY = /^[a-z][A-Za-z]{1,39}$/;
const MOST = 60;

/** `welcome.f,quickStats.l` */
export function written(placed: readonly Placed[]): string {
  return placed.map(({ key, size }) => `${key}.${LETTER[size]}`).join(",");
}

/** What an address says, each widget once; what is no widget's name is passed over. */
export function parsed(text: string, widgets: readonly WidgetAccess[]): Placed[] {
  const known = new Map(widgets.map((one) => [one.key, one]));
  const found = new Map<string, Placed>();
  for (const part of text.split(",").slice(0, MOST)) {
    const [key = "", letter = ""] = part.split(".");
    if (!KEY.test(key)) continue;
    const widget = known.get(key);
    const wished = SIZES.find((size) => LETTER[size] === letter);
    const size =
      wished && (widget === undefined || widget.sizes.includes(wished)) ? wished : (widget?.size ?? "medium");
    found.set(key, { key, size, available: widget?.accessible ?? false });
  }
  return [...found.values()];
}

export const asPreset = (text: string | null): Preset | null => PRESETS.find((one) => one === text) ?? null;

/** What the API is asked to keep. */
export function wishOf(preset: Preset, placed: readonly Placed[]) {
  const keys = placed.map((one) => one.key);
  return {
    preset_type: preset,
    visible_widgets: keys,
    widget_order: keys,
    widget_sizes: Object.fromEntries(placed.map(({ key, size }) => [key, size])),
  };
}
