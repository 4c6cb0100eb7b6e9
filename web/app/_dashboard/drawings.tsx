"use client";
/** One component for each drawing a widget may answer with. None knows a widget or a metric. */
import { useMemo } from "react";
import type { Drawing, DrawingOf } from "@/api/dashboard";
import { say } from "@/metrics/format";
import { SeveralLines } from "@/metrics/lines";
import { PlainTable } from "@/metrics/plain-table";
import { Bars as DrawnBars } from "@/metrics/ranking";
import { Spread } from "@/metrics/spread";
import { Trend as DrawnTrend } from "@/metrics/trend";
import { en } from "@/text/en";
import { dashboard } from "@/text/en-dashboard";
import { cx, Foreign, tame } from "@/ui/basic";
import { Figures } from "./figures";
import { Going } from "./going";
import { Heat } from "./heat";
import { Network } from "./network";
import { Items, Rows, Said } from "./rows";
import { histogramOf, isPicture, severalOf, stepsOf, tableOf, titleOf, trended } from "./tables";

/** What drawings above a picture take of the room, and the least a picture can be read in. */
const ABOVE = 126;
const LEAST = 120;
const TITLE = 26;
const LEGEND = 24;

/** The drawings of a widget below each other. `asTable` shows figures instead of pictures. */
export default function Drawings({
  drawings,
  title,
  asTable,
  room,
}: {
  drawings: readonly Drawing[];
  title: string;
  asTable: boolean;
  /** How tall all of it may be, if it can. */
  room: number;
}) {
  const isAlone = drawings.length === 1;
  return (
    <div className={cx("shrink-0", !isAlone && "space-y-4")}>
      {drawings.map((drawing, at) => {
        const own = titleOf(drawing);
        const named = own !== null && (drawings.length > 1 || own !== title) ? own : null;
        const height = isAlone ? room - (named === null ? 0 : TITLE) : Math.max(LEAST, room - ABOVE);
        return (
          <div key={at}>
            {named !== null && <h3 className="mb-2 text-small font-medium text-ink-2">{named}</h3>}
            <One drawing={drawing} label={own ?? title} height={height} asTable={asTable} />
          </div>
        );
      })}
    </div>
  );
}

function One({
  drawing,
  label,
  height,
  asTable,
}: {
  drawing: Drawing;
  label: string;
  height: number;
  asTable: boolean;
}) {
  const table = asTable && isPicture(drawing) ? tableOf(drawing) : null;
  if (table !== null) return <PlainTable label={label} table={table} />;
  switch (drawing.drawing) {
    case "figures":
      return <Figures drawing={drawing} />;
    case "trend":
      return <Trend drawing={drawing} height={height} />;
    case "bars":
      return <Bars drawing={drawing} />;
    case "spread":
      return <SpreadOf drawing={drawing} height={height} />;
    case "table":
      return <Rows drawing={drawing} label={label} />;
    case "items":
      return <Items drawing={drawing} label={label} />;
    case "heat":
      return <Heat drawing={drawing} height={height} />;
    case "network":
      return <Network drawing={drawing} height={height} />;
    case "sentence":
      return <Said drawing={drawing} />;
  }
}

function Trend({ drawing, height }: { drawing: DrawingOf<"trend">; height: number }) {
  const single = useMemo(() => ({ metric: trended(drawing), steps: stepsOf(drawing) }), [drawing]);
  const several = useMemo(() => severalOf(drawing), [drawing]);
  if (drawing.series.length > 1) return <SeveralLines {...several} height={height - LEGEND} />;
  return <DrawnTrend {...single} bucket={drawing.step ?? "weekly"} height={height} />;
}

function Bars({ drawing }: { drawing: DrawingOf<"bars"> }) {
  const bars = drawing.bars.map((bar) => ({
    key: bar.key,
    name: (
      <Going href={bar.href}>
        <Foreign>{bar.label}</Foreign>
      </Going>
    ),
    value: bar.withheld ? 0 : (bar.value ?? 0),
    text: bar.withheld ? (
      <span className="text-ink-3" title={bar.withheld}>
        {dashboard.card.withheld}
      </span>
    ) : (
      <span title={bar.low == null || bar.high == null ? undefined : betweenOf(bar.low, bar.high, drawing.unit)}>
        {say(bar.value, drawing.unit)}
      </span>
    ),
    ...(bar.text ? { detail: tame(bar.text) } : bar.n != null ? { detail: en.reading.n(bar.n) } : {}),
    faint: Boolean(bar.withheld) || bar.value === null,
  }));
  return <DrawnBars bars={bars} label={tame(drawing.title)} {...(drawing.unit === "share" ? { whole: 1 } : {})} />;
}

function betweenOf(low: number, high: number, unit: DrawingOf<"bars">["unit"]): string {
  return `${en.chart.bounds} ${dashboard.card.interval(say(low, unit), say(high, unit))}`;
}

function SpreadOf({ drawing, height }: { drawing: DrawingOf<"spread">; height: number }) {
  const histogram = useMemo(() => histogramOf(drawing), [drawing]);
  return (
    <Spread
      histogram={histogram}
      unit={drawing.unit}
      median={drawing.median ?? null}
      name={tame(drawing.title)}
      height={height}
    />
  );
}
