/** How a deployment looks: its shape says what its colour says. */
import { count } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import type { Tone } from "./lanes";

const COLOUR: Record<Tone, string> = {
  success: "var(--series-1)",
  failure: "var(--broken)",
  harmful: "var(--worse)",
  rollback: "var(--series-5)",
  first: "var(--series-3)",
};

function Shape({ tone, r }: { tone: Tone; r: number }) {
  const style = { fill: COLOUR[tone], stroke: "var(--card)" };
  switch (tone) {
    case "failure":
      return (
        <path
          d={`M${-r},${-r}L${r},${r}M${r},${-r}L${-r},${r}`}
          strokeWidth={2}
          strokeLinecap="round"
          style={{ stroke: COLOUR.failure, fill: "none" }}
        />
      );
    case "harmful":
      return <path d={`M0,${-r - 1.5}L${r + 1.5},0L0,${r + 1.5}L${-r - 1.5},0Z`} strokeWidth={1} style={style} />;
    case "rollback":
      return <path d={`M${-r - 1},0L${r - 0.5},${-r - 0.5}L${r - 0.5},${r + 0.5}Z`} strokeWidth={1} style={style} />;
    case "first":
      return <circle r={r - 0.5} strokeWidth={2} style={{ fill: "var(--card)", stroke: COLOUR.first }} />;
    default:
      return <circle r={r} strokeWidth={1} style={style} />;
  }
}

/** One, or as many as stand so close: then how many they are, in the colour of the worst. */
export function Glyph({ tone, n = 1, chosen = false }: { tone: Tone; n?: number; chosen?: boolean }) {
  const wide = n > 9 ? 20 : 15;
  return (
    <>
      {chosen && <circle r={10} style={{ fill: "none", stroke: "var(--accent)" }} strokeWidth={1.5} />}
      {n === 1 ? (
        <Shape tone={tone} r={chosen ? 5 : 4.2} />
      ) : (
        <>
          <rect
            x={-wide / 2}
            y={-7.5}
            width={wide}
            height={15}
            rx={7.5}
            strokeWidth={1.5}
            style={{ fill: "var(--card)", stroke: COLOUR[tone] }}
          />
          <text
            textAnchor="middle"
            dominantBaseline="central"
            fontSize={10}
            fontWeight={600}
            className="figures fill-ink-2 select-none"
          >
            {count(n, true)}
          </text>
        </>
      )}
    </>
  );
}

const SHOWN: readonly Tone[] = ["success", "harmful", "rollback", "failure", "first"];

export function MarkLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-2">
      {SHOWN.map((tone) => (
        <li key={tone} className="flex items-center gap-1.5">
          <MarkIcon tone={tone} />
          {delivery.legend[tone]}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="inline-block h-[5px] w-4 rounded-full bg-broken" />
        {delivery.legend.incident}
      </li>
    </ul>
  );
}

export function MarkIcon({ tone }: { tone: Tone }) {
  return (
    <svg aria-hidden="true" viewBox="-8 -8 16 16" className="size-3.5 shrink-0">
      <Glyph tone={tone} />
    </svg>
  );
}
