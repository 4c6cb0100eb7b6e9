"use client";
/** People on a circle, each beside whom they have most to do with, ties as arcs through it. Nothing moves. */
import { useMemo, useState } from "react";
import type { Collaboration } from "@/api/analytics";
import { useWidth } from "@/metrics/plot";
import { analytics } from "@/text/en-analytics";
import { initials, tame } from "@/ui/basic";

const MANY = 16;
const HEIGHT = { narrow: 340, few: 420, many: 600 };
const WIDE = 520;
const NAMES = { wide: 128, narrow: 22 };
const THIN = 0.6;
const THICK = 5;

type Person = Collaboration["nodes"][number]["developer"];

interface Spot {
  id: string;
  name: string;
  x: number;
  y: number;
  angle: number;
}

/** One line for both directions. */
export interface Tie {
  a: string;
  b: string;
  strength: number;
  reviews: number;
  shared: number;
}

export function ties(edges: Collaboration["edges"]): Tie[] {
  const found = new Map<string, Tie>();
  for (const { source, target, strength, reviews, shared_commits } of edges) {
    const [a, b] = source < target ? [source, target] : [target, source];
    const tie = found.get(`${a} ${b}`) ?? { a, b, strength: 0, reviews: 0, shared: 0 };
    tie.strength += strength;
    tie.reviews += reviews;
    // A shared commit stands in both directions and is one.
    tie.shared = Math.max(tie.shared, shared_commits);
    found.set(`${a} ${b}`, tie);
  }
  return [...found.values()].sort((one, other) => one.strength - other.strength);
}

export function Network({ found }: { found: Collaboration }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<string | null>(null);
  const lines = useMemo(() => ties(found.edges), [found]);
  const isWide = width >= WIDE;
  const height = isWide ? (found.nodes.length > MANY ? HEIGHT.many : HEIGHT.few) : HEIGHT.narrow;
  const around = useMemo(() => besideEachOther(found, lines), [found, lines]);
  const spots = useMemo(() => placed(around, width, height, isWide), [around, width, height, isWide]);
  const top = lines.at(-1)?.strength ?? 1;
  const summary = analytics.networkSummary(found.nodes.length, lines.length);
  const mine = lines.filter((tie) => tie.a === at || tie.b === at);
  const chosen = at === null ? undefined : spots.get(at);
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={summary}
          onMouseLeave={() => setAt(null)}
          className="block"
        >
          {lines.map((tie) => (
            <Line
              key={`${tie.a} ${tie.b}`}
              tie={tie}
              spots={spots}
              centre={{ x: width / 2, y: height / 2 }}
              weight={THIN + (THICK - THIN) * (tie.strength / top)}
              look={at === null ? "plain" : tie.a === at || tie.b === at ? "chosen" : "faint"}
            />
          ))}
          {[...spots.values()].map((spot) => (
            <Dot key={spot.id} spot={spot} named={isWide} chosen={spot.id === at} onEnter={() => setAt(spot.id)} />
          ))}
        </svg>
      )}
      <p className="figures mt-2 truncate text-small text-ink-3">
        {chosen === undefined
          ? summary
          : `${tame(chosen.name)}: ${analytics.tie(
              mine.reduce((sum, tie) => sum + tie.reviews, 0),
              mine.reduce((sum, tie) => sum + tie.shared, 0),
            )}`}
      </p>
    </div>
  );
}

/** From one person to whom they have most to do with of those left, and so on: who works together stands together. */
export function besideEachOther(found: Collaboration, lines: readonly Tie[]): Person[] {
  const left = new Map(found.nodes.map(({ developer }) => [developer.id, developer]));
  const order: Person[] = [];
  let next = found.nodes[0]?.developer;
  while (next !== undefined) {
    order.push(next);
    left.delete(next.id);
    const here: string = next.id;
    const other = (tie: Tie) => (tie.a === here ? tie.b : tie.a);
    const strongest = lines.findLast((tie) => (tie.a === here || tie.b === here) && left.has(other(tie)));
    next = strongest ? left.get(other(strongest)) : left.values().next().value;
  }
  return order;
}

function placed(around: readonly Person[], width: number, height: number, isWide: boolean): Map<string, Spot> {
  const margin = isWide ? NAMES.wide : NAMES.narrow;
  const radius = Math.max(60, Math.min(width, height) / 2 - margin);
  return new Map(
    around.map((developer, index) => {
      const angle = (index / around.length) * 2 * Math.PI - Math.PI / 2;
      const x = width / 2 + radius * Math.cos(angle);
      const y = height / 2 + radius * Math.sin(angle);
      return [developer.id, { id: developer.id, name: developer.name, x, y, angle }];
    }),
  );
}

const LOOKS = {
  plain: { stroke: "var(--series-1)", opacity: 0.22 },
  chosen: { stroke: "var(--series-1)", opacity: 0.9 },
  faint: { stroke: "var(--line-strong)", opacity: 0.25 },
};

function Line({
  tie,
  spots,
  centre,
  weight,
  look,
}: {
  tie: Tie;
  spots: Map<string, Spot>;
  centre: { x: number; y: number };
  weight: number;
  look: keyof typeof LOOKS;
}) {
  const [a, b] = [spots.get(tie.a), spots.get(tie.b)];
  if (!a || !b) return null;
  return (
    <path
      d={`M${a.x},${a.y} Q${centre.x},${centre.y} ${b.x},${b.y}`}
      fill="none"
      strokeWidth={weight}
      style={{ stroke: LOOKS[look].stroke, opacity: LOOKS[look].opacity }}
    />
  );
}

function Dot({ spot, named, chosen, onEnter }: { spot: Spot; named: boolean; chosen: boolean; onEnter: () => void }) {
  const right = Math.cos(spot.angle) >= 0;
  const turned = (spot.angle * 180) / Math.PI + (right ? 0 : 180);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what the table view says
    <g onMouseEnter={onEnter} className="cursor-default">
      <title>{tame(spot.name)}</title>
      <circle cx={spot.x} cy={spot.y} r={5} style={{ fill: "var(--series-1)" }} />
      <text
        x={spot.x + (right ? 9 : -9)}
        y={spot.y}
        dominantBaseline="central"
        textAnchor={right ? "start" : "end"}
        transform={`rotate(${turned} ${spot.x} ${spot.y})`}
        fontSize={named ? 11 : 9}
        fontWeight={chosen ? 600 : 400}
        className={chosen ? "fill-ink" : "fill-ink-2"}
      >
        {named ? shortened(tame(spot.name)) : initials(spot.name)}
      </text>
    </g>
  );
}

const LONGEST = 18;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
