"use client";
/** Draws any entry of the catalogue with the drawing that fits what there is of it. */
import type { Histogram, Metric } from "@/api/types";
import { en } from "@/text/en";
import { choose, unitOfValues } from "./drawing";
import { say } from "./format";
import type { Bucket } from "./periods";
import { type Bar, Bars } from "./ranking";
import { Figures } from "./reading";
import { Spread } from "./spread";
import { type Step, Trend } from "./trend";

export interface Drawn {
  metric: Metric;
  value?: number | null;
  steps?: readonly Step[];
  bucket?: Bucket;
  histogram?: Histogram | null;
  median?: number | null;
  subjects?: readonly { key: string; name: string; value: number | null }[];
  height: number;
}

function bars(metric: Metric, subjects: NonNullable<Drawn["subjects"]>): Bar[] {
  return subjects.map(({ key, name, value }) => ({ key, name, value: value ?? 0, text: say(value, metric.unit) }));
}

export function Draw({
  metric,
  value,
  steps = [],
  bucket = "weekly",
  histogram = null,
  median = null,
  subjects = [],
  height,
}: Drawn) {
  const drawing = choose({ steps: steps.length, subjects: subjects.length, spread: histogram !== null });
  switch (drawing) {
    case "trend":
      return <Trend metric={metric} steps={steps} bucket={bucket} height={height} />;
    case "distribution":
      return histogram === null ? null : (
        <Spread
          histogram={histogram}
          unit={unitOfValues(metric.unit)}
          median={median}
          name={metric.name}
          height={height}
        />
      );
    case "comparison":
    case "ranking":
      return <Bars bars={bars(metric, subjects)} label={metric.name} />;
    default:
      return (
        <p className="text-reading font-semibold" style={{ height }}>
          {value === null || value === undefined ? (
            en.reading.nothing
          ) : (
            <Figures value={value} unit={metric.unit} big />
          )}
        </p>
      );
  }
}
