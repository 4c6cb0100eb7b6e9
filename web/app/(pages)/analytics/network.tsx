"use client";
/** People on a circle in order of name, ties as arcs through it: nothing moves, and the same facts are the same picture. */
import { useMemo, useState } from "react";
import type { Collaboration } from "@/api/analytics";
import { useWidth } from "@/metrics/plot";
import { analytics } from "@/text/en-analytics";
import { initials, tame } from "@/ui/basic";

const HEIGHT = 420;
const WIDE = 520;
const NAMES = { wide: 130, narrow: 22 };
const THIN = 0.6;
const THICK = 5;

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
  const spots = useMemo(() => placed(found, width, isWide), [found, width, isWide]);
  const top = lines.at(-1)?.strength ?? 1;
  const summary = analytics.networkSummary(found.nodes.length, lines.length);
  const mine = lines.filter((tie) => tie.a === at || tie.b === at);
  const chosen = at === null ? undefined : spots.get(at);
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
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
              centre={{ x: width / 2, y: HEIGHT / 2 }}
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

function placed(found: Collaboration, width: number, isWide: boolean): Map<string, Spot> {
  const around = isWide ? NAMES.wide : NAMES.narrow;
  const radius = { x: Math.max(40, width / 2 - around), y: HEIGHT / 2 - NAMES.narrow };
  return new Map(
    found.nodes.map(({ developer }, index) => {
      const angle = (index / found.nodes.length) * 2 * Math.PI - Math.PI / 2;
      const x = width / 2 + radius.x * Math.cos(angle);
      const y = HEIGHT / 2 + radius.y * Math.sin(angle);
      return [developer.id, { id: developer.id, name: developer.name, x, y, angle }];
    }),
  );
}

const LOOKS = {
  plain: { stroke: "var(--series-1)", opacity: 0.28 },
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
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what the table view says
    <g onMouseEnter={onEnter} className="cursor-default">
      <title>{tame(spot.name)}</title>
      <circle cx={spot.x} cy={spot.y} r={5} style={{ fill: "var(--series-1)" }} />
      <text
        x={spot.x + (right ? 9 : -9)}
        y={spot.y + 4}
        textAnchor={right ? "start" : "end"}
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
