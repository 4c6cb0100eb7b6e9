"use client";
/** Files by how often they change and how complex they are; the hottest in colour, and named where there is room. */
import { useMemo } from "react";
import type { Hotspot } from "@/api/code";
import { count } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { axisText, type Option, Plot, tip, tooltip } from "@/metrics/plot";
import { code } from "@/text/en-code";
import { tame } from "@/ui/basic";

const HOT = 10;
const NAMED = { wide: 6, narrow: 2 };
const WIDE = 560;

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function scatterTable(files: readonly Hotspot[]): TableView {
  const { columns } = code;
  return {
    head: [columns.file, columns.changes, columns.complexity, columns.score],
    rows: files.map((file) => [
      tame(file.path),
      count(file.changes),
      count(file.complexity.total),
      file.score.toFixed(2),
    ]),
  };
}

function scatterOption(files: readonly Hotspot[]): Option {
  return (palette, width) => {
    const named = width < WIDE ? NAMED.narrow : NAMED.wide;
    const largest = Math.max(1, ...files.map((file) => file.lines));
    const axis = (name: string, values: readonly number[]) => ({
      type: "log",
      name,
      nameLocation: "middle",
      nameTextStyle: axisText(palette),
      min: floorOf(values),
      max: nice(Math.max(2, ...values)),
      splitLine: { lineStyle: { color: palette.grid } },
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      minorSplitLine: { show: false },
      axisLabel: { ...axisText(palette), formatter: (value: number) => count(value, true) },
    });
    return {
      grid: { left: 58, right: 24, top: 22, bottom: 44, outerBoundsMode: "none" },
      tooltip: {
        ...tooltip(palette),
        trigger: "item",
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const file = files[dataIndex];
          if (!file) return "";
          return tip(tame(file.path), [
            { label: code.columns.score, value: file.score.toFixed(2) },
            { label: code.columns.changes, value: count(file.changes) },
            { label: code.columns.complexity, value: count(file.complexity.total) },
            { label: code.columns.authors, value: count(file.authors) },
            { label: code.columns.fixes, value: count(file.fixes) },
          ]);
        },
      },
      xAxis: {
        ...axis(
          code.changesAxis,
          files.map((file) => file.changes),
        ),
        nameGap: 26,
      },
      yAxis: {
        ...axis(
          code.complexityAxis,
          files.map((file) => file.complexity.total),
        ),
        nameGap: 40,
      },
      series: [
        {
          type: "scatter",
          data: files.map((file, at) => ({
            value: [file.changes, file.complexity.total],
            symbolSize: 7 + 17 * Math.sqrt(file.lines / largest),
            itemStyle: {
              color: at < HOT ? palette.one : palette.ink3,
              opacity: at < HOT ? 0.78 : 0.3,
            },
            label: {
              show: at < named,
              formatter: () => tame(nameOf(file.path)),
              position: width < WIDE ? "left" : "top",
              distance: 4,
              color: palette.ink2,
              fontSize: 11,
              fontFamily: palette.font,
            },
          })),
          labelLayout: { hideOverlap: true },
        },
      ],
    };
  };
}

/** The beginning of a logarithmic axis: below the smallest, in round numbers. */
export function floorOf(values: readonly number[]): number {
  const smallest = Math.max(1, Math.min(...values));
  const step = 10 ** Math.floor(Math.log10(smallest));
  return Math.max(1, Math.floor((smallest * 0.87) / step) * step);
}

/** The end of a logarithmic axis: a little beyond the largest, in round numbers. */
export function nice(largest: number): number {
  const step = 10 ** Math.floor(Math.log10(largest));
  return Math.ceil((largest * 1.15) / step) * step;
}

export function Scatter({ files, height }: { files: readonly Hotspot[]; height: number }) {
  const option = useMemo(() => scatterOption(files), [files]);
  const first = files[0];
  return (
    <Plot option={option} height={height} summary={first ? code.hotspotsSummary(files.length, tame(first.path)) : ""} />
  );
}
