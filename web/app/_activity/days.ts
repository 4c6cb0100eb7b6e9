/** Which day something stands under: that of whoever reads, since the hours beside it are theirs as well. */
import type { Happened } from "@/api/activity";
import { dayIn } from "@/metrics/periods";

/** The day where the reader is; of commits the day alone is told, and it is the workspace's. */
export function dayOf(one: Pick<Happened, "kind" | "at" | "day">, zone: string): string {
  return one.kind === "push" ? one.day : dayIn(zone, new Date(one.at));
}

/** Day by day, the latest first; within a day as they came. */
export function byDay(rows: readonly Happened[], zone: string): [string, Happened[]][] {
  const days = new Map<string, Happened[]>();
  for (const row of rows) {
    const day = dayOf(row, zone);
    const own = days.get(day);
    if (own === undefined) days.set(day, [row]);
    else own.push(row);
  }
  return [...days].sort(([a], [b]) => b.localeCompare(a));
}
