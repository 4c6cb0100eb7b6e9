"use client";
/** One metric of those who stand beside each other: a row each on one scale, and what can be said of the differences. */
import type { MetricBeside, NumberBeside } from "@/api/compare";
import type { Metric } from "@/api/types";
import { openExplain } from "@/app/_frame/address";
import { Figure } from "@/metrics/figure";
import { say } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import type { TableView } from "@/metrics/plain-table";
import { Figures } from "@/metrics/reading";
import { en } from "@/text/en";
import { compare as text } from "@/text/en-compare";
import { Badge, cx, Foreign } from "@/ui/basic";
import type { ComparedKind } from "./chosen";
import { figureOf, linesOf, topOf } from "./lines";
import { Hue } from "./picker";

const BOX = { width: 160, height: 34 };
const ROW = 52;
const STROKES = ["stroke-series-1", "stroke-series-2", "stroke-series-3", "stroke-series-4", "stroke-series-5"];

/** The weeks as text: a column each, so that differences can be read across. */
export function weeksTable(
  beside: MetricBeside,
  names: readonly string[],
  weekEnd: (start: string) => string,
): TableView {
  const starts = [...new Set(beside.subjects.flatMap((row) => row.weeks.map((week) => week.start)))].sort();
  return {
    head: [text.week, ...names],
    rows: starts.map((start) => [
      writeRange(start, weekEnd(start)),
      ...beside.subjects.map((row) => say(row.weeks.find((week) => week.start === start)?.value, beside.unit)),
    ]),
  };
}

export function MetricCard({
  metric,
  beside,
  names,
  kind,
  query,
  weekEnd,
}: {
  metric: Metric;
  beside: MetricBeside;
  names: readonly string[];
  kind: ComparedKind;
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
  weekEnd: (start: string) => string;
}) {
  const top = topOf(beside.subjects);
  return (
    <Figure
      title={metric.name}
      says={metric.says}
      height={beside.subjects.length * ROW + 28}
      query={query}
      table={weeksTable(beside, names, weekEnd)}
    >
      <ul aria-label={metric.name}>
        {beside.subjects.map((row, index) => (
          <Row
            key={row.subject_id}
            row={row}
            name={names[index] ?? ""}
            metric={metric}
            index={index}
            top={top}
            subject={`${kind}:${row.subject_id}`}
          />
        ))}
      </ul>
      <p className="mt-2 text-small text-ink-2">
        <Badge tone={beside.verdict === "larger" ? "accent" : "quiet"}>{text.verdicts[beside.verdict]}</Badge>{" "}
        <Foreign>{beside.says}</Foreign>{" "}
        {topOf(beside.subjects, 0) > 0 && <span className="text-ink-3">{text.scale(say(top, metric.unit))}</span>}
      </p>
    </Figure>
  );
}

function Row({
  row,
  name,
  metric,
  index,
  top,
  subject,
}: {
  row: NumberBeside;
  name: string;
  metric: Metric;
  index: number;
  top: number;
  subject: string;
}) {
  const { shown, mean } = figureOf(row, metric.unit);
  const value = say(shown, metric.unit);
  return (
    <li className="border-t border-line first:border-t-0">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={`${metric.name} ${en.explain.subject(name)}: ${row.withheld ?? value}. ${en.explain.title}`}
        onClick={() => openExplain(metric.key, subject)}
        className="-mx-2 flex h-[52px] w-[calc(100%+16px)] items-center gap-3 rounded-control px-2 text-left hover:bg-hover"
      >
        <span className="flex w-[132px] min-w-0 shrink-0 items-center gap-2 max-sm:w-[104px]">
          <Hue index={index} />
          <span className="truncate">
            <Foreign>{name}</Foreign>
          </span>
        </span>
        {row.withheld === null ? (
          <>
            <span className="block min-w-0 grow">
              <Weeks row={row} top={top} index={index} />
            </span>
            <span className="w-[124px] shrink-0 text-right max-sm:w-[104px]">
              <span className={cx("block", shown === null && "text-ink-3")}>
                <span className="font-semibold">
                  <Figures value={shown} unit={metric.unit} />
                </span>
                {mean !== null && <span className="ml-1 text-small text-ink-3">{en.explain.median}</span>}
              </span>
              <span className="figures block truncate text-small text-ink-3">
                {row.small && row.value !== null ? (
                  <span title={text.fewSays(row.n, say(row.value, metric.unit))}>
                    {text.few}, {en.reading.n(row.n)}
                  </span>
                ) : shown === null ? (
                  en.reading.nothing
                ) : (
                  en.reading.n(row.n)
                )}
              </span>
            </span>
          </>
        ) : (
          <span className="min-w-0 grow text-small text-ink-3">{row.withheld}</span>
        )}
      </button>
    </li>
  );
}

function Weeks({ row, top, index }: { row: NumberBeside; top: number; index: number }) {
  return (
    <svg
      viewBox={`0 0 ${BOX.width} ${BOX.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="block h-[34px] w-full"
    >
      <path d={`M0 ${BOX.height - 1.5}H${BOX.width}`} className="stroke-line" strokeWidth={1} fill="none" />
      {linesOf(row.weeks, top, BOX).map((line) => (
        <path
          key={line}
          d={line}
          className={STROKES[index % STROKES.length]}
          fill="none"
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
