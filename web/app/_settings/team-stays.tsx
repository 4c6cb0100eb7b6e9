"use client";
/** Who is and was in a team over time, drawn and as a table. */
import type { TeamDetail } from "@/api/types";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { writeDay } from "@/metrics/periods";
import { en } from "@/text/en";
import { owning as text } from "@/text/en-owning";
import { cx, Foreign } from "@/ui/basic";
import { type Bar, staysOf } from "./stays";

const LANE = 26;
const SHOWN = 40;

const fromOf = ({ from }: Bar) => (from === null ? text.always : writeDay(from.slice(0, 10), ""));
const untilOf = ({ until }: Bar) => (until === null ? text.still : writeDay(until.slice(0, 10), ""));

export function TeamStays({
  team,
  query,
}: {
  team: TeamDetail | undefined;
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
}) {
  const { today } = usePlace();
  const { lanes, first, last } = staysOf(team?.members ?? [], today, en.people.unnamed);
  const shown = lanes.slice(0, SHOWN);
  return (
    <Figure
      title={text.stays(team?.name ?? "…")}
      says={text.staysSays}
      height={Math.max(3, shown.length) * LANE + 24}
      query={query}
      empty={team && lanes.length === 0 ? en.team.empty : null}
      table={{
        head: [text.who, en.columns.joined, en.columns.left],
        rows: lanes.flatMap(({ name, bars }) => bars.map((bar) => [name, fromOf(bar), untilOf(bar)])),
      }}
    >
      <ul aria-label={text.stays(team?.name ?? "")}>
        {shown.map(({ id, name, isHere, bars }) => (
          <li key={id} className="flex h-[26px] items-center gap-3">
            <span className={cx("w-[132px] shrink-0 truncate text-small", isHere ? "text-ink" : "text-ink-3")}>
              <Foreign>{name}</Foreign>
            </span>
            <span className="relative block h-2.5 grow rounded-full bg-step-0">
              {bars.map((bar, index) => (
                <span
                  key={index}
                  title={text.bar(name, fromOf(bar), untilOf(bar))}
                  className={cx("absolute inset-y-0 rounded-full", isHere ? "bg-series-1" : "bg-line-strong")}
                  style={{ left: `${bar.left * 100}%`, width: `max(3px, ${bar.width * 100}%)` }}
                />
              ))}
            </span>
            <span className="sr-only">{bars.map((bar) => `${fromOf(bar)} – ${untilOf(bar)}`).join(", ")}</span>
          </li>
        ))}
      </ul>
      <p aria-hidden="true" className="mt-1 flex justify-between pl-[144px] text-fine text-ink-3">
        <span>{writeDay(first, "")}</span>
        <span>{writeDay(last, "")}</span>
      </p>
    </Figure>
  );
}
