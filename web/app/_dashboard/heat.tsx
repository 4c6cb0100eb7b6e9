"use client";
/** A grid of squares, the darker the more. */
import { useState } from "react";
import type { DrawingOf } from "@/api/dashboard";
import { STEP_FILL, stepOf, thresholds } from "@/metrics/calendar";
import { say } from "@/metrics/format";
import { useWidth } from "@/metrics/plot";
import { cx, Foreign, tame } from "@/ui/basic";
import { Going } from "./going";
import { columnLabel, columnName, heatSummary } from "./tables";

const LETTER = 5.6;
const WIDE_LETTER = 6.4;
const TALL = { least: 14, most: 26 };
/** The names of the columns, and what the pointer is at. */
const BELOW = 56;
const ROOM = { label: 14, least: 40, most: 128 };

export function Heat({ drawing, height }: { drawing: DrawingOf<"heat">; height: number }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const { rows, columns, values, unit, hrefs } = drawing;
  const limits = thresholds(values.flat().map((value) => value ?? 0));
  const longest = Math.max(...rows.map((row) => row.length), 1);
  const side = Math.min(
    ROOM.most,
    Math.max(ROOM.least, longest * WIDE_LETTER + ROOM.label),
    Math.max(40, width * 0.35),
  );
  const square = Math.max(1, (width - side) / Math.max(1, columns.length));
  const names = columns.map(columnLabel);
  const widest = Math.max(...names.map((name) => name.length), 1) * LETTER + 6;
  const every = Math.max(1, Math.ceil(widest / square));
  const summary = heatSummary(drawing);
  const tall = Math.max(TALL.least, Math.min(TALL.most, (height - BELOW) / Math.max(1, rows.length) - 2));
  return (
    <div ref={box}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table view says the same without a mouse */}
      <div
        className="grid gap-[2px]"
        onMouseLeave={() => setAt(null)}
        style={{ gridTemplateColumns: `${side}px repeat(${columns.length}, minmax(0, 1fr))` }}
      >
        {rows.map((row, place) => (
          <div key={`${place} ${row}`} className="contents">
            <span className="self-center truncate pr-2 text-fine leading-4 text-ink-3" title={tame(row)}>
              <Going href={hrefs?.[place]}>
                <Foreign>{row}</Foreign>
              </Going>
            </span>
            {columns.map((_, column) => (
              <span
                key={column}
                aria-hidden="true"
                onMouseEnter={() => setAt({ row: place, column })}
                className={cx("rounded-[2.5px]", values[place]?.[column] == null && "opacity-50")}
                style={{ height: tall, background: STEP_FILL[stepOf(values[place]?.[column] ?? null, limits)] }}
              />
            ))}
          </div>
        ))}
        <span />
        {names.map((name, place) => (
          <span
            key={`${place} ${name}`}
            aria-hidden="true"
            className="figures overflow-visible text-[10px] leading-4 whitespace-nowrap text-ink-3"
          >
            {place % every === 0 ? name : ""}
          </span>
        ))}
      </div>
      <p className="figures mt-1 line-clamp-2 min-h-8 text-small leading-4 text-ink-3">
        {at === null
          ? summary
          : `${tame(rows[at.row] ?? "")}, ${columnName(columns[at.column] ?? "")}: ${say(values[at.row]?.[at.column], unit)}`}
      </p>
    </div>
  );
}
