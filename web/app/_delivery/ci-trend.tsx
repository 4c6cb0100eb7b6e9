"use client";
/** One reading of CI over time. */
import { useMemo } from "react";
import type { CiReport } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { type Step, Trend, type Trended, trendTable } from "@/metrics/trend";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { type CiKey, ciName, ciValue } from "./ci-numbers";

export interface CiQuery {
  data: CiReport | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

const HEIGHT = 288;

export function ciTrended(key: CiKey): Trended {
  const isTime = key === "duration" || key === "queue";
  return {
    name: isTime ? delivery.ciMinutes(ciName(key)) : ciName(key),
    unit: key === "success" || key === "flaky" ? "share" : "count",
    empty: "null",
    mark: key === "minutes" ? "bars" : "line",
  };
}

export function ciSteps(report: Pick<CiReport, "trend">, key: CiKey): Step[] {
  return report.trend.map((step) => {
    const { value, n } = ciValue(step, key);
    return { start: step.period.start, end: step.period.end, open: step.period.open, value, mean: null, n };
  });
}

export function CiTrend({ query, chosen, className }: { query: CiQuery; chosen: CiKey; className: string }) {
  const { period } = usePlace();
  const metric = useMemo(() => ciTrended(chosen), [chosen]);
  const steps = useMemo(() => (query.data ? ciSteps(query.data, chosen) : []), [query.data, chosen]);
  return (
    <Figure
      title={ciName(chosen)}
      says={`${delivery.ciSays[chosen]} ${delivery.by[period.bucket]}`}
      height={HEIGHT}
      query={query}
      empty={query.data && steps.every((step) => step.value === null) ? en.chart.nothing : null}
      table={trendTable(metric, steps)}
      className={className}
    >
      <Trend metric={metric} steps={steps} bucket={period.bucket} height={HEIGHT} />
    </Figure>
  );
}
