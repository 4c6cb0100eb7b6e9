/** A group's changes as stacks over time: five levels, and the commonest sorts. Pure. */
import type { TeamComplexity } from "@/api/network";
import { addDays } from "@/metrics/periods";
import type { Layer, Stack, StackStep } from "@/metrics/stacked";
import { changes } from "@/text/en-network";

export const LEVELS = ["trivial", "simple", "moderate", "complex", "critical"] as const;
const HUES = ["one", "two", "three", "four", "five"] as const;
const LEVEL_HUES = ["three", "four", "one", "two", "five"] as const;
const MOST_SORTS = 4;

function stepsOf({ points, bucket, to }: TeamComplexity, today: string): StackStep[] {
  return points.map((point, at) => {
    const next = points[at + 1]?.start ?? (bucket === "week" ? addDays(point.start, 7) : to);
    return { start: point.start, end: next, open: today < next };
  });
}

function stackOf(found: TeamComplexity, today: string, layers: Layer[]): Stack {
  return { steps: stepsOf(found, today), layers, bucket: found.bucket === "week" ? "weekly" : "monthly" };
}

export function levelStack(found: TeamComplexity, today: string): Stack {
  const layers: Layer[] = LEVELS.map((key, place) => ({
    key,
    name: changes.levels[key] ?? key,
    hue: LEVEL_HUES[place] ?? "before",
    values: found.points.map((point) => point.levels[key] ?? 0),
  }));
  return stackOf(found, today, [...layers, ...unknown(found, "levels", "unknown", changes.levels)]);
}

/** What is not known is a part of its own, and left out where there is none of it. */
function unknown(
  found: TeamComplexity,
  of: "levels" | "categories",
  key: string,
  names: Record<string, string>,
): Layer[] {
  const values = found.points.map((point) => point[of][key] ?? 0);
  return values.some((value) => value > 0) ? [{ key, name: names[key] ?? key, hue: "before", values }] : [];
}

/** The four commonest sorts by themselves, the rest together, and those nothing tells of. */
export function categoryStack(found: TeamComplexity, today: string): Stack {
  const known = Object.entries(found.category_distribution)
    .filter(([key, n]) => key !== "uncategorised" && n > 0)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([key]) => key);
  const [own, rest] = [known.slice(0, MOST_SORTS), known.slice(MOST_SORTS)];
  const layers: Layer[] = own.map((key, place) => ({
    key,
    name: changes.categories[key] ?? key,
    hue: HUES[place] ?? "before",
    values: found.points.map((point) => point.categories[key] ?? 0),
  }));
  if (rest.length > 0) {
    const together = found.points.map((point) => rest.reduce((sum, key) => sum + (point.categories[key] ?? 0), 0));
    layers.push({ key: "others", name: changes.other, hue: "five", values: together });
  }
  return stackOf(found, today, [...layers, ...unknown(found, "categories", "uncategorised", changes.categories)]);
}
