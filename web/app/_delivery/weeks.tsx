"use client";
/** How many a week, as small bars: the shape of what a rule would count. */
import { plural } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";

export function Weeks({
  weeks,
  what,
  height = 24,
  tone = "series-1",
}: {
  weeks: readonly { start: string; n: number }[];
  what: string;
  height?: number;
  tone?: "series-1" | "worse";
}) {
  const top = Math.max(1, ...weeks.map((week) => week.n));
  const label = weeks.map((week) => `${writeDay(week.start)}: ${plural(week.n, what)}`).join(", ");
  return (
    <div role="img" aria-label={label} className="flex items-end gap-[2px]" style={{ height }}>
      {weeks.map((week) => (
        <span
          key={week.start}
          title={`${writeDay(week.start, "")}: ${plural(week.n, what)}`}
          className={`min-w-[3px] grow rounded-t-[1.5px] ${week.n === 0 ? "bg-step-0" : tone === "worse" ? "bg-worse" : "bg-series-1"}`}
          style={{ height: week.n === 0 ? 2 : `${Math.max(10, (week.n / top) * 100)}%` }}
        />
      ))}
    </div>
  );
}
