"use client";
/** The other four over time; of those that have one, how their single values spread. */
import { ChartLine, ChartNoAxesColumn } from "lucide-react";
import { useMemo, useState } from "react";
import type { DoraReading } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { Spread, spreadTable } from "@/metrics/spread";
import { Trend, trendTable } from "@/metrics/trend";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { IconButton } from "@/ui/basic";
import type { Asked } from "./lead";
import { histogramOf, isMedian, readingOf, stepsOf, trended } from "./reading";

const OTHERS = ["deployment_frequency", "change_fail_rate", "recovery_time_hours", "deployment_rework_rate"] as const;
const HEIGHT = 170;

export function OtherTrends({ query }: { query: Asked }) {
  return (
    <div className="grid gap-4 min-[600px]:grid-cols-2 min-[1280px]:grid-cols-4">
      {OTHERS.map((key) => (
        <Other key={key} metricKey={key} query={query} />
      ))}
    </div>
  );
}

function Other({ metricKey, query }: { metricKey: DoraReading["key"]; query: Asked }) {
  const { period } = usePlace();
  const [asSpread, setAsSpread] = useState(false);
  const reading = readingOf(query.data, metricKey);
  const steps = useMemo(() => (reading ? stepsOf(reading) : []), [reading]);
  const metric = useMemo(() => (reading ? trended(reading) : null), [reading]);
  // Shares have no single values that spread; only times do.
  const histogram = useMemo(() => (reading && isMedian(reading) ? histogramOf(reading) : null), [reading]);
  const spread = asSpread && histogram !== null;
  const nothing = reading !== undefined && steps.every((step) => step.value === null);
  const name = delivery.short[metricKey];
  return (
    <Figure
      title={name}
      says={metric ? `${metric.unit === "hours" ? delivery.inHours : ""}${en.overview.steps[period.bucket]}` : "\u00a0"}
      height={HEIGHT}
      query={query}
      empty={reading?.withheld ?? (nothing ? en.chart.nothing : null)}
      table={spread ? spreadTable(histogram, "hours") : metric ? trendTable(metric, steps) : null}
      actions={
        histogram === null ? undefined : (
          <IconButton
            label={`${spread ? delivery.asTrend : delivery.asSpread}: ${name}`}
            aria-pressed={spread}
            onClick={() => setAsSpread(!spread)}
          >
            {spread ? <ChartLine size={15} /> : <ChartNoAxesColumn size={15} />}
          </IconButton>
        )
      }
    >
      {spread && reading ? (
        <Spread histogram={histogram} unit="hours" median={reading.median} name={name} height={HEIGHT} />
      ) : (
        metric && <Trend metric={metric} steps={steps} bucket={period.bucket} height={HEIGHT} />
      )}
    </Figure>
  );
}
