"use client";
/** Half a year of weeks as a line, over the band that is usual; the weeks that are held against it are filled. */
import { cx } from "@/ui/basic";

const WIDTH = 200;
const HEIGHT = 44;
const PAD = 4;
const RECENT = 4;

export interface Weekly {
  values: readonly (number | null)[];
  band: [number, number] | null;
}

export function topOf({ values, band }: Weekly): number {
  return Math.max(band?.[1] ?? 0, ...values.map((value) => value ?? 0)) || 1;
}

/** Runs of weeks that are known, as points of a line. */
export function runsOf({ values, band }: Weekly): [number, number][][] {
  const top = topOf({ values, band });
  const step = (WIDTH - 2 * PAD) / Math.max(values.length - 1, 1);
  const runs: [number, number][][] = [[]];
  values.forEach((value, at) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push([PAD + at * step, HEIGHT - PAD - (value / top) * (HEIGHT - 2 * PAD)]);
  });
  return runs.filter((run) => run.length > 0);
}

export function Band({ weekly, label, className }: { weekly: Weekly; label: string; className?: string }) {
  const top = topOf(weekly);
  const at = (value: number) => HEIGHT - PAD - (value / top) * (HEIGHT - 2 * PAD);
  const runs = runsOf(weekly);
  const from = PAD + ((WIDTH - 2 * PAD) * (weekly.values.length - RECENT)) / Math.max(weekly.values.length - 1, 1);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cx("block h-11 w-full", className)}
    >
      {weekly.band && (
        <rect
          x={0}
          width={WIDTH}
          y={at(weekly.band[1])}
          height={Math.max(2, at(weekly.band[0]) - at(weekly.band[1]))}
          rx={2}
          className="fill-accent-wash"
        />
      )}
      {runs.map((run, index) => (
        <polyline
          key={index}
          points={run.map(([x, y]) => `${x},${y}`).join(" ")}
          fill="none"
          stroke="var(--ink-3)"
          strokeWidth={1.25}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {runs
        .flat()
        .filter(([x]) => x >= from - 0.01)
        .map(([x, y]) => (
          <line
            key={x}
            x1={x}
            x2={x}
            y1={y}
            y2={y}
            stroke="var(--accent)"
            strokeWidth={5}
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
    </svg>
  );
}
