"use client";
/** A small line without axes: the shape of some weeks. */

const H = 28;
const W = 120;

/** Times and shares have no value where there was nothing: those steps are left out, and nothing falls to zero. */
export function known(steps: readonly { value: number | null; open: boolean }[]): { values: number[]; open: boolean } {
  const told = steps.filter((step): step is { value: number; open: boolean } => step.value !== null);
  return { values: told.map((step) => step.value), open: told.at(-1)?.open ?? false };
}

export function Sparkline({
  values,
  open = false,
  tone = "accent",
  height = H,
  width,
}: {
  values: readonly (number | null)[];
  /** Whether the last value is still growing; it is drawn faded. */
  open?: boolean;
  tone?: "accent" | "worse";
  height?: number;
  width?: number;
}) {
  const points = values.map((value) => value ?? 0);
  if (points.length < 2) return <span className="block" style={{ height, width }} />;
  const top = Math.max(...points, 1e-9);
  // From zero where it is near; else from well below the lowest, so that a shape shows but a ripple stays one.
  const least = Math.min(...points);
  const floor = Math.max(0, least - Math.max(top - least, top * 0.15) * 0.8);
  const x = (index: number) => (index / (points.length - 1)) * (W - 4) + 2;
  const y = (value: number) => H - 3 - ((value - floor) / (top - floor)) * (H - 6);
  const path = (from: number, to: number) =>
    points
      .slice(from, to)
      .map((value, index) => `${index === 0 ? "M" : "L"}${x(from + index).toFixed(1)} ${y(value).toFixed(1)}`)
      .join("");
  const closed = open ? points.length - 1 : points.length;
  const stroke = tone === "worse" ? "stroke-worse" : "stroke-series-1";
  const line = { fill: "none", strokeWidth: 1.5, vectorEffect: "non-scaling-stroke", strokeLinejoin: "round" } as const;
  return (
    <svg
      viewBox={`0 0 ${W} ${H}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="block w-full"
      style={{ height, width }}
    >
      <path
        d={`${path(0, points.length)}L${x(points.length - 1)} ${H}L${x(0)} ${H}Z`}
        style={{ fill: "var(--area)" }}
      />
      {closed > 1 && <path d={path(0, closed)} className={stroke} {...line} />}
      {open && (
        <path
          d={path(points.length - 2, points.length)}
          className={stroke}
          opacity={0.45}
          strokeDasharray="3 2"
          {...line}
        />
      )}
    </svg>
  );
}
