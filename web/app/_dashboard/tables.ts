/** Every drawing as figures in a table, and in one sentence: what a table view shows and a screen reader says. */
import type { Drawing, DrawingOf } from "@/api/dashboard";
import type { Histogram, Unit } from "@/api/types";
import { beside, shown } from "@/metrics/drawing";
import { NOTHING, say, write } from "@/metrics/format";
import { type Several, severalTable } from "@/metrics/lines";
import { addDays, writeStep } from "@/metrics/periods";
import type { TableView } from "@/metrics/plain-table";
import { spreadTable } from "@/metrics/spread";
import { type Step, type Trended, trendTable } from "@/metrics/trend";
import { dashboard } from "@/text/en-dashboard";
import { dateTime, tame } from "@/ui/basic";

const text = dashboard.card;
type Trend = DrawingOf<"trend">;

/** The day after a step's last. */
function endOf(start: string, step: Trend["step"]): string {
  if (step === "monthly") {
    const [year = 0, month = 1] = start.split("-").map(Number);
    return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  }
  return addDays(start, step === "daily" ? 1 : 7);
}

export function trended(drawing: Trend): Trended {
  const mark = drawing.mark ?? "line";
  return { name: tame(drawing.title), unit: drawing.unit, empty: mark === "bars" ? "zero" : "null", mark };
}

export function stepsOf(drawing: Trend): Step[] {
  return (drawing.series[0]?.points ?? []).map((point) => ({
    start: point.start,
    end: endOf(point.start, drawing.step),
    open: point.open ?? false,
    value: point.value,
    mean: null,
    n: point.n ?? null,
    low: point.low ?? null,
    high: point.high ?? null,
  }));
}

/** Several lines over the same days, each with a value for each of them. */
export function severalOf(drawing: Trend): Several {
  const points = drawing.series.flatMap((series) => series.points);
  const days = [...new Set(points.map((point) => point.start))].sort();
  const open = new Set(points.filter((point) => point.open).map((point) => point.start));
  return {
    steps: days.map((start) => ({ start, end: endOf(start, drawing.step), open: open.has(start) })),
    lines: drawing.series.map((series) => {
      const values = new Map(series.points.map((point) => [point.start, point.value]));
      return { name: tame(series.name), values: days.map((day) => values.get(day) ?? null) };
    }),
    unit: drawing.unit,
    mark: drawing.mark ?? "line",
    bucket: drawing.step ?? "weekly",
  };
}

/** Edges that grow by a factor are logarithmic. */
export function histogramOf({ edges, counts }: Pick<DrawingOf<"spread">, "edges" | "counts">): Histogram {
  const [first, second, third] = edges.slice(-3);
  const isLog =
    edges.length > 3 && first !== undefined && second !== undefined && third !== undefined && first > 0
      ? Math.abs(third - second - (second - first)) > (second - first) * 0.2
      : false;
  return { edges, counts, previous_counts: null, scale: isLog ? "log" : "linear" };
}

export function cellText(cell: DrawingOf<"table">["rows"][number][number], unit: Unit | null | undefined): string {
  if (cell.withheld) return dashboard.card.withheld;
  if (cell.text) return tame(cell.text);
  if (cell.at) return dateTime(cell.at);
  return cell.value === null || cell.value === undefined ? NOTHING : say(cell.value, unit ?? "count");
}

/** Which drawings are pictures, for which a table says more. */
const PICTURES: readonly Drawing["drawing"][] = ["trend", "bars", "spread", "heat", "network"];
export const isPicture = (drawing: Drawing): boolean => PICTURES.includes(drawing.drawing);

export function titleOf(drawing: Drawing): string | null {
  return "title" in drawing ? tame(drawing.title) : null;
}

export function tableOf(drawing: Drawing): TableView | null {
  switch (drawing.drawing) {
    case "trend":
      return drawing.series.length > 1
        ? severalTable(severalOf(drawing))
        : trendTable(trended(drawing), stepsOf(drawing));
    case "spread":
      return spreadTable(histogramOf(drawing), drawing.unit);
    case "bars":
      return {
        head: [text.label, text.value, text.sample],
        rows: drawing.bars.map((bar) => [
          tame(bar.label),
          bar.withheld ? text.withheld : say(bar.value, drawing.unit),
          bar.n === null || bar.n === undefined ? (bar.text ?? NOTHING) : write(bar.n, "count").text,
        ]),
      };
    case "heat":
      return {
        head: ["", ...drawing.columns.map(columnName)],
        rows: drawing.rows.map((row, at) => [
          tame(row),
          ...drawing.columns.map((_, column) => say(drawing.values[at]?.[column], drawing.unit)),
        ]),
      };
    case "network": {
      const names = new Map(drawing.nodes.map((node) => [node.id, tame(node.label)]));
      const ties = [...drawing.edges].sort((one, other) => other.weight - one.weight);
      return {
        head: [text.from, text.to, text.ties],
        rows: ties.map((tie) => [
          names.get(tie.source) ?? tie.source,
          names.get(tie.target) ?? tie.target,
          write(tie.weight, "count").text,
        ]),
      };
    }
    case "figures":
      return {
        head: [text.label, text.value, text.before, text.sample],
        rows: drawing.figures.map((figure) => [
          tame(figure.label),
          figure.withheld ? text.withheld : (figure.text ?? say(shown(withMedian(figure)).value, figure.unit)),
          say(beside(withMedian(figure)).was, figure.unit),
          figure.n === null || figure.n === undefined ? NOTHING : write(figure.n, "count").text,
        ]),
      };
    default:
      return null;
  }
}

type Figure = DrawingOf<"figures">["figures"][number];

/** A figure as readings are: with its median, and both of the period before. */
export function withMedian({ unit, value, median, previous, previous_median }: Figure) {
  return {
    unit,
    value,
    median: median ?? null,
    previous: { value: previous ?? null, median: previous_median ?? null },
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What stands under a column of a grid: of a day that begins a week the day and its month. */
export function columnLabel(column: string): string {
  return DAY.test(column) ? writeStep(column, "weekly", null) : tame(column);
}

/** One column in words. */
export function columnName(column: string): string {
  return DAY.test(column) ? text.weekOf(columnLabel(column)) : tame(column);
}

/** The largest cell of a grid, in words. */
export function heatSummary(drawing: DrawingOf<"heat">): string {
  let best: { row: number; column: number; value: number } | null = null;
  drawing.values.forEach((row, at) => {
    row.forEach((value, column) => {
      if (value !== null && (best === null || value > best.value)) best = { row: at, column, value };
    });
  });
  const found = best as { row: number; column: number; value: number } | null;
  if (found === null) return `${tame(drawing.title)}: ${text.none}`;
  return text.heat(
    tame(drawing.title),
    tame(drawing.rows[found.row] ?? ""),
    columnName(drawing.columns[found.column] ?? ""),
    say(found.value, drawing.unit),
  );
}
