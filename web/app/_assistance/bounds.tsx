"use client";
/** Two values with their bounds on one scale: a bar from the lower to the upper one, a mark at the value. */
import type { Comparison, Side } from "@/api/assistance";
import { count, say } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { assistance } from "@/text/en-assistance";
import { Sentence } from "@/ui/basic";

const COLOUR = { assisted: "var(--series-1)", other: "var(--ink-3)" };
const SIDES = ["assisted", "other"] as const;

export function written(side: Side, { unit }: Comparison): string {
  return say(side.value, unit);
}

export function boundsOf(bounded: { low: number | null; high: number | null }, unit: Comparison["unit"]): string {
  return bounded.low === null || bounded.high === null
    ? "–"
    : assistance.between(say(bounded.low, unit), say(bounded.high, unit));
}

/** The end of the scale: whole for shares that reach far, else a little more than what is drawn. */
export function scaleOf(one: Comparison): number {
  const most = Math.max(0, ...SIDES.flatMap((side) => [one[side].high ?? 0, one[side].value ?? 0]));
  return one.unit === "share" && most > 0.6 ? 1 : most * 1.1 || 1;
}

export function comparedTable(measures: readonly Comparison[]): TableView {
  return {
    head: [
      assistance.measure,
      assistance.assisted,
      assistance.bounds,
      `${assistance.n} `,
      assistance.other,
      `${assistance.bounds} `,
      assistance.n,
      assistance.difference,
      ` ${assistance.bounds}`,
    ],
    rows: measures.map((one) => [
      one.name,
      ...SIDES.flatMap((side) => [written(one[side], one), boundsOf(one[side], one.unit), count(one[side].n)]),
      say(one.difference.value, one.unit),
      boundsOf(one.difference, one.unit),
    ]),
  };
}

export function Bounds({ measures }: { measures: readonly Comparison[] }) {
  return (
    <ul className="divide-y divide-line">
      {measures.map((one) => (
        <li key={one.measure} className="grid gap-x-6 gap-y-2 py-3 lg:grid-cols-[minmax(220px,1fr)_2fr]">
          <div>
            <p className="font-medium">{one.name}</p>
            <p className="text-small text-ink-3">
              <Sentence>{one.says}</Sentence>
            </p>
          </div>
          {one.assisted.withheld === null ? <Pair one={one} /> : <p className="text-ink-3">{one.assisted.withheld}</p>}
        </li>
      ))}
    </ul>
  );
}

function Pair({ one }: { one: Comparison }) {
  const scale = scaleOf(one);
  return (
    <div className="grid content-center gap-1.5">
      {SIDES.map((side) => (
        <div
          key={side}
          className="grid grid-cols-[72px_1fr_112px] items-center gap-3 max-sm:grid-cols-[60px_1fr_108px] max-sm:gap-2"
        >
          <span className="text-small text-ink-2">{assistance[side]}</span>
          <Interval side={one[side]} scale={scale} colour={COLOUR[side]} />
          <span className="figures text-right whitespace-nowrap">
            {written(one[side], one)} <span className="text-small text-ink-3">n {count(one[side].n, true)}</span>
          </span>
        </div>
      ))}
      <p className="figures text-small text-ink-3">
        {assistance.difference} {say(one.difference.value, one.unit)} ({boundsOf(one.difference, one.unit)})
      </p>
    </div>
  );
}

function Interval({ side, scale, colour }: { side: Side; scale: number; colour: string }) {
  const at = (value: number) => `${(100 * Math.max(0, Math.min(value, scale))) / scale}%`;
  return (
    <svg className="h-4 w-full overflow-visible" aria-hidden="true">
      <line x1="0" x2="100%" y1="8" y2="8" stroke="var(--line)" strokeWidth="1" />
      {side.low !== null && side.high !== null && (
        <line x1={at(side.low)} x2={at(side.high)} y1="8" y2="8" stroke={colour} strokeWidth="6" opacity="0.35" />
      )}
      {side.value !== null && <circle cx={at(side.value)} cy="8" r="4" fill={colour} />}
    </svg>
  );
}
