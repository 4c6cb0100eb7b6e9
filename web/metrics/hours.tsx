"use client";
/** Seven days by twenty-four hours, by the clocks of those who worked. */
import { memo, useState } from "react";
import type { Hours } from "@/api/types";
import { en } from "@/text/en";
import { STEP_FILL, stepOf, thresholds } from "./calendar";
import { count, plural } from "./format";
import type { TableView } from "./plain-table";

const EVERY = [0, 4, 8, 12, 16, 20];
const hour = (at: number) => `${String(at).padStart(2, "0")}:00`;

export function hoursTable(cells: readonly (readonly number[])[]): TableView {
  return {
    head: [en.columns.hour, ...en.settings.dayNames],
    rows: Array.from({ length: 24 }, (_, at) => [hour(at), ...cells.map((day) => count(day[at] ?? 0))]),
  };
}

function busiest(cells: readonly (readonly number[])[]): { day: number; at: number; value: number } {
  let best = { day: 0, at: 0, value: -1 };
  cells.forEach((row, day) => {
    row.forEach((value, at) => {
      if (value > best.value) best = { day, at, value };
    });
  });
  return best;
}

/** Where the pointer is; null between the squares. */
function placeOf(target: EventTarget): { day: number; hour: number } | null {
  const { day, hour: at } = target instanceof HTMLElement ? target.dataset : {};
  return day === undefined || at === undefined ? null : { day: Number(day), hour: Number(at) };
}

/** The squares; drawn once, whatever the pointer is on. */
const Cells = memo(function Cells({ cells }: Pick<Hours, "cells">) {
  const limits = thresholds(cells.flat());
  return cells.map((row, day) => (
    <div key={day} className="contents">
      <span className="self-center text-[10px] leading-3 text-ink-3">{en.settings.dayNames[day]}</span>
      {row.map((value, index) => (
        <span
          key={index}
          data-day={day}
          data-hour={index}
          className="h-[21px] rounded-[2.5px]"
          style={{ background: STEP_FILL[stepOf(value, limits)] }}
        />
      ))}
    </div>
  ));
});

export function HoursGrid({ hours, what = "commit" }: { hours: Hours; what?: string }) {
  const [at, setAt] = useState<{ day: number; hour: number } | null>(null);
  const top = busiest(hours.cells);
  const summary = `${plural(hours.n, what)}; most on ${en.settings.longDays[top.day]} at ${hour(top.at)}`;
  return (
    <div>
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: hovering only repeats what the table view says */}
      <div
        role="img"
        aria-label={summary}
        onMouseOver={(event) => setAt(placeOf(event.target) ?? at)}
        onMouseLeave={() => setAt(null)}
        className="grid grid-cols-[28px_repeat(24,minmax(0,1fr))] gap-[2px]"
      >
        <Cells cells={hours.cells} />
        <span />
        {Array.from({ length: 24 }, (_, index) => (
          <span key={index} className="figures overflow-visible text-[10px] leading-4 whitespace-nowrap text-ink-3">
            {EVERY.includes(index) ? index : ""}
          </span>
        ))}
      </div>
      <p className="figures mt-1.5 truncate text-small text-ink-3">
        {at === null
          ? summary
          : `${en.settings.longDays[at.day]} ${hour(at.hour)}: ${plural(hours.cells[at.day]?.[at.hour] ?? 0, what)}`}
      </p>
    </div>
  );
}
