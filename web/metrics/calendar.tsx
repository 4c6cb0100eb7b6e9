"use client";
/** A square a day, the darker the more. Weeks are columns, Monday on top. */
import { type MouseEvent, memo, useState } from "react";
import { en } from "@/text/en";
import { count } from "./format";
import { addDays, daysBetween, mondayOf, writeDay } from "./periods";
import type { TableView } from "./plain-table";
import { useWidth } from "./plot";

export interface Day {
  day: string;
  value: number | null;
}

const LEFT = 28;
const TOP = 18;
const GAP = 2.5;
const SIZES = { least: 9, most: 18 };
const ROW = 19;
const DOWN = ROW + GAP;

/** Four steps between the days that have anything: a quarter of them in each. */
export function thresholds(values: readonly number[]): number[] {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (some.length === 0) return [1, 1, 1];
  return [0.25, 0.5, 0.8].map((share) => some[Math.min(some.length - 1, Math.floor(share * some.length))] ?? 1);
}

export function stepOf(value: number | null, limits: readonly number[]): number {
  if (value === null || value <= 0) return 0;
  return 1 + limits.filter((limit) => value > limit).length;
}

export const STEP_FILL = ["var(--step-0)", "var(--step-1)", "var(--step-2)", "var(--step-3)", "var(--step-4)"];

export function calendarTable(days: readonly Day[], what: string): TableView {
  return {
    head: [en.columns.day, what],
    rows: days
      .filter((one) => (one.value ?? 0) > 0)
      .reverse()
      .map((one) => [writeDay(one.day, ""), count(one.value ?? 0)]),
  };
}

export function Calendar({
  days,
  today,
  what,
  span,
}: {
  days: readonly Day[];
  today: string;
  what: string;
  span?: { from: string; to: string };
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<Day | null>(null);
  const fits = Math.max(4, Math.floor((width - LEFT) / (SIZES.least + GAP)));
  const weeks = Math.min(53, fits);
  const cell = Math.min(SIZES.most, Math.max(SIZES.least, (width - LEFT) / weeks - GAP));
  const step = cell + GAP;
  const first = addDays(mondayOf(today), -7 * (weeks - 1));
  const height = TOP + 7 * DOWN + 5;
  const total = days.reduce((sum, one) => sum + (one.day >= first ? (one.value ?? 0) : 0), 0);
  const active = days.filter((one) => one.day >= first && (one.value ?? 0) > 0).length;
  const summary = `${count(total)} ${what.toLowerCase()} on ${active} of the last ${weeks * 7} days.`;
  return (
    <div ref={box} className="min-w-0">
      {width === 0 ? (
        <div style={{ height }} />
      ) : (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={summary}
          onMouseLeave={() => setAt(null)}
          className="block"
        >
          <MonthNames first={first} weeks={weeks} step={step} />
          {[0, 2, 4].map((row) => (
            <text key={row} x={0} y={TOP + row * DOWN + ROW / 2 + 4} className="fill-ink-3" fontSize={10}>
              {en.settings.dayNames[row]}
            </text>
          ))}
          <Squares first={first} weeks={weeks} step={step} cell={cell} today={today} days={days} onAt={setAt} />
          {at !== null && <Ring at={at.day} first={first} step={step} cell={cell} />}
          {span && <SpanLine first={first} weeks={weeks} step={step} y={height - 2} span={span} />}
        </svg>
      )}
      <p className="mt-2 flex items-center justify-between gap-4 text-small text-ink-3">
        <span className="figures">{at === null ? summary : `${writeDay(at.day, "")}: ${count(at.value ?? 0)}`}</span>
        <Legend />
      </p>
    </div>
  );
}

interface Place {
  first: string;
  step: number;
  cell: number;
}

/** All days; drawn once, whatever the pointer is on. */
const Squares = memo(function Squares({
  first,
  weeks,
  step,
  cell,
  today,
  days,
  onAt,
}: Place & { weeks: number; today: string; days: readonly Day[]; onAt: (day: Day | null) => void }) {
  const byDay = new Map(days.map((one) => [one.day, one.value]));
  const limits = thresholds(days.map((one) => one.value ?? 0));
  const shown = Math.min(weeks * 7, daysBetween(first, today) + 1);
  const enter = (event: MouseEvent<SVGGElement>) => {
    const day = event.target instanceof SVGElement ? event.target.dataset.day : undefined;
    if (day !== undefined) onAt({ day, value: byDay.get(day) ?? 0 });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what the table view says
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the same
    <g onMouseOver={enter}>
      {Array.from({ length: shown }, (_, index) => {
        const day = addDays(first, index);
        return (
          <rect
            key={day}
            data-day={day}
            x={LEFT + Math.floor(index / 7) * step}
            y={TOP + (index % 7) * DOWN}
            width={cell}
            height={ROW}
            rx={2.5}
            style={{ fill: STEP_FILL[stepOf(byDay.get(day) ?? 0, limits)] }}
          />
        );
      })}
    </g>
  );
});

/** Around the day that the pointer is on. */
function Ring({ at, first, step, cell }: Place & { at: string }) {
  const index = daysBetween(first, at);
  return (
    <rect
      x={LEFT + Math.floor(index / 7) * step}
      y={TOP + (index % 7) * DOWN}
      width={cell}
      height={ROW}
      rx={2.5}
      fill="none"
      stroke="var(--ink-2)"
      pointerEvents="none"
    />
  );
}

/** A line under the weeks the page's period covers. */
function SpanLine({
  first,
  weeks,
  step,
  y,
  span,
}: {
  first: string;
  weeks: number;
  step: number;
  y: number;
  span: { from: string; to: string };
}) {
  const week = (day: string) => Math.min(weeks, Math.max(0, daysBetween(first, day) / 7));
  const [from, to] = [Math.floor(week(span.from)), Math.ceil(week(span.to))];
  if (to <= from || (from === 0 && to === weeks)) return null;
  return (
    <line x1={LEFT + from * step} x2={LEFT + to * step - GAP} y1={y} y2={y} stroke="var(--accent)" strokeWidth={2} />
  );
}

function MonthNames({ first, weeks, step }: { first: string; weeks: number; step: number }) {
  const names: { x: number; text: string }[] = [];
  for (let week = 0; week < weeks; week += 1) {
    const day = addDays(first, week * 7);
    const isNew = week === 0 || day.slice(5, 7) !== addDays(day, -7).slice(5, 7);
    const x = LEFT + week * step;
    const before = names.at(-1);
    if (isNew && week < weeks - 1) {
      // The first month may be a few days long; its name gives way to the next.
      if (before && x - before.x < 26) names.pop();
      names.push({ x, text: writeDay(day).split(" ")[1] ?? "" });
    }
  }
  return (
    <>
      {names.map((name) => (
        <text key={name.x} x={name.x} y={11} className="fill-ink-3" fontSize={10}>
          {name.text}
        </text>
      ))}
    </>
  );
}

export function Legend() {
  return (
    <span aria-hidden="true" className="inline-flex shrink-0 items-center gap-1 text-fine">
      less
      {STEP_FILL.map((fill) => (
        <span key={fill} className="size-2.5 rounded-[2px]" style={{ background: fill }} />
      ))}
      more
    </span>
  );
}
