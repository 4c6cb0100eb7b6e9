"use client";
/** A small line without axes: the shape of some weeks. */

const H = 28;
const W = 120;

/** Times and shares have no value where there was nothing: those steps are left out, and nothing falls to zero. */
export function known(steps: readonly { value: number | null; open: boolean }[]): { values: number[]; open: boolean } {
  const told = steps.filter((step): step is { value: number; open: boolean } => step.value !== null);
  return { values: told.map((step) => step.value), open: told.at(-1)?.open ?? false };
}

/** Steps that are known and follow each other, as the first of them and the one after the last. */
export function runs(values: readonly (number | null)[]): [number, number][] {
  const found: [number, number][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last !== undefined && last[1] === at) last[1] = at + 1;
    else found.push([at, at + 1]);
  });
  return found;
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
  // What nobody knows is no zero: there the line is broken.
  const points = values.filter((value) => value !== null);
  if (points.length < 2) return <span className="block" style={{ height, width }} />;
  const top = Math.max(...points, 1e-9);
  // From zero where it is near; else from well below the lowest, so that a shape shows but a ripple stays one.
  const least = Math.min(...points);
  const floor = Math.max(0, least - Math.max(top - least, top * 0.15) * 0.8);
  const x = (index: number) => (index / (values.length - 1)) * (W - 4) + 2;
  const y = (value: number) => H - 3 - ((value - floor) / (top - floor)) * (H - 6);
  // A step between two that are not known is a dot.
  const path = (from: number, to: number) =>
    values
      .slice(from, to)
      .map((value, index) => `${index === 0 ? "M" : "L"}${x(from + index).toFixed(1)} ${y(value ?? 0).toFixed(1)}`)
      .join("") + (to - from === 1 ? "h0.01" : "");
  const stretches = runs(values);
  const closed = open ? values.length - 1 : values.length;
  const drawn = stretches.map(([from, to]) => [from, Math.min(to, closed)] as const).filter(([from, to]) => to > from);
  const grows = open && stretches.some(([from, to]) => to === values.length && to - from > 1);
  const stroke = tone === "worse" ? "stroke-worse" : "stroke-series-1";
  const line = {
    fill: "none",
    strokeWidth: 1.5,
    vectorEffect: "non-scaling-stroke",
    strokeLinejoin: "round",
    strokeLinecap: "round",
  } as const;
  return (
    <svg
      viewBox={`0 0 ${W} ${H}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="block w-full"
      style={{ height, width }}
    >
      {stretches.map(([from, to]) => (
        <path key={from} d={`${path(from, to)}L${x(to - 1)} ${H}L${x(from)} ${H}Z`} style={{ fill: "var(--area)" }} />
      ))}
      {drawn.map(([from, to]) => (
        <path key={from} d={path(from, to)} className={stroke} {...line} />
      ))}
      {grows && (
        <path
          d={path(values.length - 2, values.length)}
          className={stroke}
          opacity={0.45}
          strokeDasharray="3 2"
          {...line}
        />
      )}
    </svg>
  );
}
