"use client";
/** Who or what is connected to which: dots and the ties between them. */
import { useMemo, useState } from "react";
import type { DrawingOf } from "@/api/dashboard";
import { arrange, HUES, labelled, OTHER } from "@/app/_network/arranging";
import { useWidth } from "@/metrics/plot";
import { dashboard } from "@/text/en-dashboard";
import { tame } from "@/ui/basic";
import { Going } from "./going";

const MOST_LABELS = 12;
/** Dots of a small picture: so many times what they are on a page of their own. */
const SMALLER = 0.55;
const LONGEST = 18;
const short = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

export function Network({ drawing, height }: { drawing: DrawingOf<"network">; height: number }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<string | null>(null);
  const { nodes, edges } = drawing;
  const spots = useMemo(() => {
    const people = nodes.map((node) => ({
      developer: { id: node.id },
      circle: node.group ?? 0,
      betweenness: node.weight,
    }));
    const ties = edges.map((edge) => ({
      developer_a_id: edge.source,
      developer_b_id: edge.target,
      strength_score: edge.weight,
    }));
    return arrange(people, ties, { width, height });
  }, [nodes, edges, width, height]);
  const names = useMemo(() => new Map(nodes.map((node) => [node.id, short(tame(node.label))])), [nodes]);
  const labels = labelled(spots, names, { width, height }, MOST_LABELS, at);
  const top = Math.max(1e-9, ...edges.map((edge) => edge.weight));
  const summary = `${tame(drawing.title)}: ${dashboard.card.network(nodes.length, edges.length)}`;
  return (
    <div ref={box} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summary} className="block">
          {edges.map((edge) => {
            const [a, b] = [spots.get(edge.source), spots.get(edge.target)];
            const isNear = at !== null && (edge.source === at || edge.target === at);
            return a && b ? (
              <line
                key={`${edge.source} ${edge.target}`}
                x1={a.x}
                y1={a.y}
                x2={b.x}
                y2={b.y}
                strokeWidth={0.5 + 3.5 * Math.sqrt(edge.weight / top)}
                style={{ stroke: isNear ? "var(--accent)" : "var(--ink-3)", opacity: isNear ? 0.8 : at ? 0.08 : 0.25 }}
              />
            ) : null;
          })}
          {nodes.map((node) => {
            const spot = spots.get(node.id);
            return spot === undefined ? null : (
              <Going key={node.id} href={node.href} className="outline-none">
                {/* biome-ignore lint/a11y/noStaticElementInteractions: pointing only makes it stand out */}
                <circle
                  cx={spot.x}
                  cy={spot.y}
                  r={spot.r * SMALLER}
                  strokeWidth={1.5}
                  onMouseEnter={() => setAt(node.id)}
                  onMouseLeave={() => setAt(null)}
                  style={{ fill: HUES[(node.group ?? 0) % HUES.length] ?? OTHER, stroke: "var(--card)" }}
                >
                  <title>{tame(node.label)}</title>
                </circle>
              </Going>
            );
          })}
          {labels.map((label) => (
            <text
              key={label.id}
              x={label.x}
              y={label.y}
              textAnchor={label.anchor}
              dominantBaseline="central"
              fontSize={11}
              className="fill-ink"
              style={{ pointerEvents: "none", paintOrder: "stroke", stroke: "var(--card)", strokeWidth: 3 }}
            >
              {names.get(label.id)}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
