"use client";
/** Two shares of one, day by day, on one axis from 0 to 1. */
import { useMemo } from "react";
import { say } from "@/metrics/format";
import type { Palette } from "@/metrics/palette";
import { writeDay } from "@/metrics/periods";
import { axisText, type Option, Plot, tip, tooltip } from "@/metrics/plot";
import { Legend } from "@/metrics/stacked";

export interface Line {
  key: string;
  name: string;
  hue: "one" | "two";
  values: readonly (number | null)[];
}

interface Drawn {
  days: readonly string[];
  lines: readonly Line[];
}

export function Lines({ days, lines, height }: Drawn & { height: number }) {
  const option = useMemo(() => optionOf({ days, lines }), [days, lines]);
  const summary = lines.map((line) => `${line.name}: ${line.values.map((one) => say(one, "score")).join(", ")}.`);
  return (
    <>
      <Legend layers={lines} />
      <Plot option={option} height={height} summary={summary.join(" ")} />
    </>
  );
}

function optionOf({ days, lines }: Drawn): Option {
  return (palette: Palette) => ({
    grid: { left: 30, right: 26, top: 8, bottom: 22, outerBoundsMode: "none" },
    tooltip: {
      ...tooltip(palette),
      trigger: "axis",
      formatter: (hits: { dataIndex: number }[]) => {
        const at = hits[0]?.dataIndex ?? 0;
        return tip(
          writeDay(days[at] ?? ""),
          lines.map((line) => ({ label: line.name, value: say(line.values[at], "score"), colour: palette[line.hue] })),
        );
      },
    },
    xAxis: {
      type: "category",
      data: [...days],
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...axisText(palette), hideOverlap: true, formatter: (day: string) => writeDay(day) },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: 1,
      splitNumber: 2,
      splitLine: { lineStyle: { color: palette.grid } },
      axisLabel: axisText(palette),
    },
    series: lines.map((line) => ({
      type: "line",
      name: line.name,
      data: [...line.values],
      symbolSize: 5,
      lineStyle: { width: 2, color: palette[line.hue] },
      itemStyle: { color: palette[line.hue] },
    })),
  });
}
