"use client";
/** What went live when: a lane a service, a mark a deployment, incidents as spans under what they came of. */
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Deployment, Incident } from "@/api/delivery";
import { openDrawer } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { plural } from "@/metrics/format";
import { useWidth } from "@/metrics/plot";
import { delivery } from "@/text/en-delivery";
import { cx, exact, tame } from "@/ui/basic";
import {
  type Lane,
  lanesOf,
  midnight,
  place,
  type Scale,
  type Span,
  type Spot,
  spansOf,
  spotsOf,
  ticksOf,
} from "./lanes";
import { Glyph } from "./marks";

const NAMES = 132;
const NARROW = 560;
const GAP = 15;
const ROW = 26;
const LINE = 8;
const HEAD = 22;
const TICK = 58;

interface Drawn {
  lane: Lane;
  spots: Spot[];
  spans: Span[];
  top: number;
  height: number;
}

interface Chosen {
  lane: number;
  spot: number;
}

function useDrawn(rows: readonly Deployment[], incidents: readonly Incident[], width: number) {
  const { period, workspace } = usePlace();
  return useMemo(() => {
    const now = Date.now();
    const end = midnight(period.to, workspace.time_zone);
    const named = width >= NARROW ? NAMES : 0;
    const scale: Scale = {
      from: midnight(period.from, workspace.time_zone),
      to: end,
      width: Math.max(1, width - named - 12),
    };
    let top = HEAD;
    const lanes: Drawn[] = lanesOf(rows, incidents).map((lane) => {
      const spans = spansOf(lane.incidents, scale, now);
      const lines = Math.max(0, ...spans.map((span) => span.line + 1));
      const height = (named === 0 ? 18 : 0) + ROW + 6 + lines * LINE;
      const drawn = { lane, spots: spotsOf(lane.rows, scale, GAP), spans, top, height };
      top += height;
      return drawn;
    });
    const ticks = ticksOf(period.from, period.to, Math.max(2, Math.floor(scale.width / TICK))).map((tick) => ({
      label: tick.label,
      x: place(midnight(tick.day, workspace.time_zone), scale),
    }));
    return { lanes, ticks, scale, named, height: top + 4, now };
  }, [rows, incidents, width, period, workspace.time_zone]);
}

export function openSpot({ rows }: Pick<Spot, "rows">): void {
  const [first] = rows;
  if (first === undefined) return;
  if (rows.length === 1) openDrawer("deployment", first.id);
  else openDrawer("deployments", rows.map((row) => row.id).join(","));
}

export function Timeline({ rows, incidents }: { rows: readonly Deployment[]; incidents: readonly Incident[] }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const { lanes, ticks, scale, named, height, now } = useDrawn(rows, incidents, width);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const spot = chosen === null ? undefined : lanes[chosen.lane]?.spots[chosen.spot];
  const harmed = rows.filter((row) => row.status !== "success" || row.failed_by !== null).length;
  const summary = delivery.timelineSummary(rows.length, lanes.length, harmed, incidents.length);

  const press = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === " ") && spot) {
      event.preventDefault();
      openSpot(spot);
      return;
    }
    const next = stepTo(lanes, chosen, event.key);
    if (next === null) return;
    event.preventDefault();
    setChosen(next);
  };
  const nowAt = place(now, scale);
  return (
    <section
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the marks in it are chosen by the arrow keys
      tabIndex={0}
      aria-label={`${delivery.timeline}. ${summary}`}
      onKeyDown={press}
      onBlur={() => setChosen(null)}
      onMouseLeave={() => setChosen(null)}
      className="relative min-w-0 rounded-control"
    >
      {width > 0 && (
        <svg aria-hidden="true" width={width} height={height} className="block">
          {ticks.map(({ x, label }) => (
            <g key={label + x} transform={`translate(${named + x} 0)`}>
              <line y1={HEAD - 4} y2={height} style={{ stroke: "var(--grid)" }} />
              <text y={11} x={2} fontSize={11} className="figures fill-ink-3">
                {x < scale.width - 24 ? label : ""}
              </text>
            </g>
          ))}
          {lanes.map((drawn, lane) => (
            <LaneMarks
              key={drawn.lane.id}
              drawn={drawn}
              named={named}
              width={width}
              chosen={chosen?.lane === lane ? chosen.spot : null}
              onChoose={(at) => setChosen({ lane, spot: at })}
            />
          ))}
          {nowAt > 0 && nowAt < scale.width && (
            <line
              x1={named + nowAt}
              x2={named + nowAt}
              y1={HEAD - 4}
              y2={height}
              strokeDasharray="3 3"
              style={{ stroke: "var(--line-strong)" }}
            />
          )}
        </svg>
      )}
      {spot && chosen && lanes[chosen.lane] && (
        <Tip spot={spot} x={named + spot.x} y={lanes[chosen.lane]?.top ?? 0} width={width} />
      )}
      <p aria-live="polite" className="sr-only">
        {spot ? spoken(spot) : ""}
      </p>
    </section>
  );
}

/** Left and right along a lane, up and down to the nearest mark of another. */
export function stepTo(lanes: readonly Pick<Drawn, "spots">[], at: Chosen | null, key: string): Chosen | null {
  const along = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  const across = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (along === 0 && across === 0) return null;
  if (at === null) {
    const lane = lanes.findIndex(({ spots }) => spots.length > 0);
    return lane < 0 ? null : { lane, spot: (lanes[lane]?.spots.length ?? 1) - 1 };
  }
  const here = lanes[at.lane]?.spots ?? [];
  if (along !== 0) return { lane: at.lane, spot: Math.max(0, Math.min(here.length - 1, at.spot + along)) };
  const x = here[at.spot]?.x ?? 0;
  for (let lane = at.lane + across; lane >= 0 && lane < lanes.length; lane += across) {
    const spots = lanes[lane]?.spots ?? [];
    if (spots.length === 0) continue;
    const distances = spots.map((spot) => Math.abs(spot.x - x));
    return { lane, spot: distances.indexOf(Math.min(...distances)) };
  }
  return at;
}

function LaneMarks({
  drawn: { lane, spots, spans, top },
  named,
  width,
  chosen,
  onChoose,
}: {
  drawn: Drawn;
  named: number;
  width: number;
  chosen: number | null;
  onChoose: (spot: number) => void;
}) {
  const head = named === 0 ? 18 : 0;
  const middle = head + ROW / 2 + 1;
  const under = head + ROW + 1;
  return (
    <g transform={`translate(0 ${top})`}>
      <line x1={0} x2={width} y1={0} y2={0} style={{ stroke: "var(--line)" }} />
      <text
        x={0}
        y={named === 0 ? 13 : middle}
        dominantBaseline={named === 0 ? undefined : "central"}
        fontSize={12}
        className="fill-ink-2"
      >
        {shortened(tame(lane.name), named === 0 ? 40 : 19)}
        <title>{tame(lane.name)}</title>
      </text>
      <g transform={`translate(${named} 0)`}>
        <line x1={0} x2={width - named} y1={middle} y2={middle} style={{ stroke: "var(--line)" }} />
        {spans.map(({ incident, x, width: long, line, openEnd }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table of incidents opens the same by the keyboard
          <rect
            key={incident.id}
            x={x}
            y={under + line * LINE}
            width={long}
            height={5}
            rx={2.5}
            onClick={() => openDrawer("incident", incident.id)}
            className="cursor-pointer hover:brightness-110"
            style={{ fill: "var(--broken)", opacity: openEnd ? 0.55 : 0.9 }}
          >
            <title>{`${tame(incident.title)}\n${exact(incident.started_at)}\n${incident.resolved_at ? exact(incident.resolved_at) : delivery.incident.open}`}</title>
          </rect>
        ))}
        {spots.map((spot, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys and Enter on the whole do the same
          <g
            key={spot.rows[0]?.id}
            transform={`translate(${spot.x} ${middle})`}
            onMouseEnter={() => onChoose(index)}
            onClick={() => openSpot(spot)}
            className="cursor-pointer"
          >
            <rect x={-GAP / 2} y={-ROW / 2} width={GAP} height={ROW} fill="transparent" />
            <Glyph tone={spot.tone} n={spot.rows.length} chosen={chosen === index} />
          </g>
        ))}
      </g>
    </g>
  );
}

function shortened(name: string, longest: number): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

function spoken({ rows, tone }: Spot): string {
  const [first] = rows;
  if (first === undefined) return "";
  if (rows.length > 1) return `${tame(first.service)}: ${delivery.several(rows.length)}`;
  return `${tame(first.service)}: ${tame(first.title ?? first.sha?.slice(0, 9) ?? "")}, ${delivery.legend[tone]}, ${exact(first.finished_at ?? first.created_at)}`;
}

const TIP = 292;

function Tip({ spot, x, y, width }: { spot: Spot; x: number; y: number; width: number }) {
  const [first] = spot.rows;
  const last = spot.rows.at(-1);
  if (first === undefined || last === undefined) return null;
  const left = Math.max(0, Math.min(width - TIP, x - TIP / 2));
  const pulls = spot.rows.reduce((sum, row) => sum + row.pulls, 0);
  return (
    <div
      aria-hidden="true"
      className={cx(
        "pointer-events-none absolute z-10 rounded-control border border-line-strong bg-raised px-3 py-2 text-small shadow-lift",
      )}
      style={{ left, top: y + ROW + 12, width: TIP }}
    >
      <p className="truncate font-semibold">
        {spot.rows.length > 1
          ? delivery.several(spot.rows.length)
          : tame(first.title ?? first.sha?.slice(0, 9) ?? first.service)}
      </p>
      <p className="text-ink-2">
        {tame(first.service)} · {delivery.legend[spot.tone]}
        {spot.rows.length === 1 &&
          first.failed_by !== null &&
          ` · ${delivery.failedBy[first.failed_by] ?? first.failed_by}`}
      </p>
      <p className="figures text-ink-3">{exact(first.finished_at ?? first.created_at)}</p>
      {last !== first && <p className="figures text-ink-3">{exact(last.finished_at ?? last.created_at)}</p>}
      <p className="figures text-ink-3">{plural(pulls, "pull request")}</p>
    </div>
  );
}
