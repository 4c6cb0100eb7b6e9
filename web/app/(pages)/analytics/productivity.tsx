"use client";
/** The readings people ask first about commits, pull requests and reviews, period by period. */
import { useProductivity } from "@/api/analytics";
import { useMetrics } from "@/api/insights";
import type { Metric, Reading } from "@/api/types";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Draw } from "@/metrics/draw";
import { Figure } from "@/metrics/figure";
import { stepsOf, trendTable } from "@/metrics/trend";
import { en } from "@/text/en";
import { Card, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";

const HEIGHT = 200;

export function ProductivityTab() {
  const { workspace, team, period } = usePlace();
  const span = useSpan();
  const query = useProductivity(workspace.id, { team, ...span, bucket: period.bucket });
  const catalogue = useMetrics().data;
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  const readings = query.data?.subjects[0]?.readings;
  if (!readings || !catalogue) return <Skeleton className="h-96 rounded-card!" />;
  const keys = [...new Set(readings.map((one) => one.metric))];
  const metrics = keys.flatMap((key) => catalogue.find((one) => one.key === key) ?? []);
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {metrics.map((metric) => (
        <Over key={metric.key} metric={metric} readings={readings} query={query} />
      ))}
    </div>
  );
}

function Over({
  metric,
  readings,
  query,
}: {
  metric: Metric;
  readings: readonly Reading[];
  query: ReturnType<typeof useProductivity>;
}) {
  const { period } = usePlace();
  const steps = stepsOf(readings, metric.key);
  const withheld = readings.find((one) => one.metric === metric.key && one.withheld !== null)?.withheld;
  const nothing = steps.every((step) => step.value === null);
  return (
    <Figure
      title={metric.name}
      says={metric.says}
      height={HEIGHT}
      query={query}
      empty={withheld ?? (nothing ? en.chart.nothing : null)}
      table={trendTable(metric, steps)}
    >
      <Draw metric={metric} steps={steps} bucket={period.bucket} height={HEIGHT} />
    </Figure>
  );
}
