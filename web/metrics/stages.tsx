"use client";
/** Parts that add up to a whole, as one bar. Only of means or of one single thing: medians do not add up. */
import { useWidth } from "./plot";

export interface Part {
  key: string;
  name: string;
  value: number;
  /** The value in words. */
  text: string;
}

/** A colour a part, in their order, and what is legible on it. */
export const PART_FILL = [
  "var(--series-1)",
  "var(--series-3)",
  "var(--series-2)",
  "var(--series-4)",
  "var(--series-5)",
] as const;
const PART_INK = [
  "var(--on-series-1)",
  "var(--on-series-3)",
  "var(--on-series-2)",
  "var(--on-series-4)",
  "var(--on-series-5)",
] as const;

const LETTER = 6.4;
const PAD = 16;

/** What of a label fits into so many pixels: name and value, the value, nothing. */
export function fitting(part: Part, width: number): string {
  const long = `${part.name} ${part.text}`;
  if (long.length * LETTER + PAD <= width) return long;
  return part.text.length * LETTER + PAD <= width ? part.text : "";
}

export function StageBar({
  parts,
  summary,
  thin = false,
  first = 0,
}: {
  parts: readonly Part[];
  summary: string;
  thin?: boolean;
  /** Which colour the first part has: where earlier parts are left out, the others keep theirs. */
  first?: number;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  return (
    <div
      ref={box}
      role="img"
      aria-label={summary}
      className={
        thin ? "flex h-2 gap-px overflow-hidden rounded-sm" : "flex h-8 gap-px overflow-hidden rounded-control"
      }
    >
      {whole === 0 && <span className="grow bg-step-0" />}
      {parts.map((part, index) =>
        part.value <= 0 ? null : (
          <span
            key={part.key}
            title={`${part.name}: ${part.text}`}
            className="figures flex min-w-px items-center overflow-hidden px-2 text-small whitespace-nowrap"
            style={{
              flexGrow: part.value,
              flexBasis: 0,
              padding: thin ? 0 : undefined,
              background: PART_FILL[(first + index) % PART_FILL.length],
              color: PART_INK[(first + index) % PART_INK.length],
            }}
          >
            {thin ? "" : fitting(part, (part.value / whole) * width)}
          </span>
        ),
      )}
    </div>
  );
}

/** The colour of a part beside its name. */
export function Swatch({ index }: { index: number }) {
  return (
    <span
      aria-hidden="true"
      className="mr-2 inline-block size-2 shrink-0 rounded-[2px]"
      style={{ background: PART_FILL[index % PART_FILL.length] }}
    />
  );
}
