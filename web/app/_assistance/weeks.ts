/** Whole weeks back from a period that has an end. */
import { addDays, mondayOf } from "@/metrics/periods";

const WEEK = 7;

/** The Monday so many weeks before that of the week in which the period's last day lies; `end` is the day after it. */
export function firstMonday(end: string, weeks: number): string {
  return addDays(mondayOf(addDays(end, -1)), -weeks * WEEK);
}
