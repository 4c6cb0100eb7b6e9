"use client";
/** People and what passes between them. One dot at a time is reached by Tab, the others by arrow keys. */
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { CollaborationGraph } from "@/api/network";
import { go } from "@/app/_frame/address";
import { useWidth } from "@/metrics/plot";
import { network } from "@/text/en-network";
import { tame } from "@/ui/basic";
import { type Colours, inBox, labelled, layOut, OTHER, type Spot, towards } from "./arranging";

const WIDE = 520;
const HEIGHT = { narrow: 360, wide: 540 };
const MOST_LABELS = { narrow: 8, wide: 28 };
const THIN = 0.5;
const THICK = 5;

export function Graph({ found, tints, chosen }: { found: CollaborationGraph; tints: Colours; chosen: string | null }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [over, setOver] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const isWide = width >= WIDE;
  const height = isWide ? HEIGHT.wide : HEIGHT.narrow;
  const layout = useMemo(() => layOut(found.nodes, found.edges), [found.nodes, found.edges]);
  const spots = useMemo(() => inBox(layout, { width, height }), [layout, width, height]);
  const names = useMemo(
    () => new Map(found.nodes.map(({ developer }) => [developer.id, shortened(tame(developer.name))])),
    [found.nodes],
  );
  const at = over ?? focused ?? chosen;
  const near = useMemo(() => neighbours(found, at), [found, at]);
  // Of somebody looked at, only those they work with keep their names.
  const named = useMemo(
    () => (at === null ? names : new Map([...names].filter(([id]) => id === at || near.has(id)))),
    [names, near, at],
  );
  const labels = labelled(spots, named, { width, height }, isWide ? MOST_LABELS.wide : MOST_LABELS.narrow, at);
  const top = Math.max(1e-9, ...found.edges.map((edge) => edge.strength_score));
  const tabbed = chosen !== null && spots.has(chosen) ? chosen : (focused ?? found.nodes[0]?.developer.id);
  const groups = found.withheld_whole === null ? new Set(found.nodes.map((node) => node.circle)).size : null;

  const press = (event: KeyboardEvent, id: string) => {
    if (event.key === "Enter" || event.key === " ") choose(id);
    else if (event.key === "Escape") choose(null);
    else {
      const next = towards(spots, id, event.key);
      if (next === null) return;
      svg.current?.querySelector<SVGGElement>(`[data-id="${next}"]`)?.focus();
    }
    event.preventDefault();
  };

  return (
    <div ref={box} className="min-w-0">
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a drawing of buttons is no fieldset
        <svg ref={svg} width={width} height={height} role="group" aria-label={network.graph} className="block">
          {found.edges.map((edge) => {
            const [a, b] = [spots.get(edge.developer_a_id), spots.get(edge.developer_b_id)];
            const isMine = edge.developer_a_id === at || edge.developer_b_id === at;
            return a && b ? (
              <line
                key={`${edge.developer_a_id} ${edge.developer_b_id}`}
                x1={a.x}
                y1={a.y}
                x2={b.x}
                y2={b.y}
                strokeWidth={THIN + (THICK - THIN) * Math.sqrt(edge.strength_score / top)}
                style={{
                  stroke: isMine ? "var(--accent)" : "var(--ink-3)",
                  opacity: isMine ? 0.75 : at === null ? 0.2 : 0.07,
                }}
              />
            ) : null;
          })}
          {found.nodes.map((node) => (
            <Dot
              key={node.developer.id}
              spot={spots.get(node.developer.id)}
              label={network.node(tame(node.developer.name), node.colleagues, node.betweenness)}
              colour={tints.of.get(node.developer.id) ?? OTHER}
              isFaint={at !== null && at !== node.developer.id && !near.has(node.developer.id)}
              isChosen={chosen === node.developer.id}
              isTabbed={tabbed === node.developer.id}
              onOver={setOver}
              onFocus={setFocused}
              onPress={press}
            />
          ))}
          {labels.map((label) => (
            <text
              key={label.id}
              x={label.x}
              y={label.y}
              textAnchor={label.anchor}
              dominantBaseline="central"
              fontSize={11}
              fontWeight={label.id === at ? 600 : 400}
              className="fill-ink"
              style={{
                pointerEvents: "none",
                paintOrder: "stroke",
                stroke: "var(--card)",
                strokeWidth: 3,
              }}
            >
              {names.get(label.id)}
            </text>
          ))}
        </svg>
      )}
      <p className="figures mt-2 text-small text-ink-3">
        {network.summary(found.nodes.length, found.edges.length, groups)}{" "}
        <span className="max-sm:hidden">{network.hint}</span>
      </p>
    </div>
  );
}

export function choose(id: string | null): void {
  go({ id });
}

function neighbours(found: CollaborationGraph, at: string | null): Set<string> {
  if (at === null) return new Set();
  const own = found.edges.filter((edge) => edge.developer_a_id === at || edge.developer_b_id === at);
  own.sort((a, b) => b.strength_score - a.strength_score);
  return new Set(own.map((edge) => (edge.developer_a_id === at ? edge.developer_b_id : edge.developer_a_id)));
}

function Dot({
  spot,
  label,
  colour,
  isFaint,
  isChosen,
  isTabbed,
  onOver,
  onFocus,
  onPress,
}: {
  spot: Spot | undefined;
  label: string;
  colour: string;
  isFaint: boolean;
  isChosen: boolean;
  isTabbed: boolean;
  onOver: (id: string | null) => void;
  onFocus: (id: string | null) => void;
  onPress: (event: KeyboardEvent, id: string) => void;
}) {
  if (spot === undefined) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button in a drawing
    <g
      data-id={spot.id}
      role="button"
      tabIndex={isTabbed ? 0 : -1}
      aria-label={label}
      aria-pressed={isChosen}
      onMouseEnter={() => onOver(spot.id)}
      onMouseLeave={() => onOver(null)}
      onFocus={() => onFocus(spot.id)}
      onBlur={() => onFocus(null)}
      onClick={() => choose(isChosen ? null : spot.id)}
      onKeyDown={(event) => onPress(event, spot.id)}
      className="group cursor-pointer outline-none"
      style={{ opacity: isFaint ? 0.25 : 1 }}
    >
      <title>{label}</title>
      <circle cx={spot.x} cy={spot.y} r={Math.max(12, spot.r)} fill="transparent" />
      <circle
        cx={spot.x}
        cy={spot.y}
        r={spot.r}
        strokeWidth={isChosen ? 3 : 1.5}
        style={{ fill: colour, stroke: isChosen ? "var(--ink)" : "var(--card)" }}
      />
      <circle
        cx={spot.x}
        cy={spot.y}
        r={spot.r + 4}
        fill="none"
        strokeWidth={2}
        className="opacity-0 group-focus-visible:opacity-100"
        style={{ stroke: "var(--accent)" }}
      />
    </g>
  );
}

const LONGEST = 20;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
