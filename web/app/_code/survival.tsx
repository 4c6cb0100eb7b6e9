"use client";
/** Lines that are left at the end of each period, stacked by when they were written. */
import { useMemo } from "react";
import { type Survival, useSurvival } from "@/api/code";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { type Layer, type Stack, Stacked, stackTable } from "@/metrics/stacked";
import { code } from "@/text/en-code";
import { Sentence } from "@/ui/basic";

const HEIGHT = 260;
const HUES = ["before", "five", "two", "three", "one"] as const;

/** As many layers as colours: neighbouring cohorts are put together, the oldest first. */
export function layersOf(survival: Survival): Layer[] {
  const { cohorts } = survival;
  const steps = cohorts.length;
  const groups = Math.min(HUES.length, steps);
  return Array.from({ length: groups }, (_, group) => {
    const first = Math.floor((group * steps) / groups);
    const last = Math.floor(((group + 1) * steps) / groups) - 1;
    const values = Array.from({ length: steps }, (_, at) =>
      cohorts
        .slice(first, last + 1)
        .reduce((sum, cohort, index) => sum + (cohort.standing[at - first - index] ?? 0), 0),
    );
    const name = code.written(named(survival, first), named(survival, last));
    return { key: String(first), name, hue: HUES[group + HUES.length - groups] ?? "one", values };
  });
}

function named({ cohorts, by }: Survival, at: number): string {
  const [year = "", month = "1"] = (cohorts[at]?.from ?? "").split("-");
  return by === "year" ? year : `Q${Math.floor((Number(month) - 1) / 3) + 1} ${year}`;
}

export function stackOf(survival: Survival): Stack {
  const last = survival.cohorts.length - 1;
  return {
    steps: survival.cohorts.map(({ from, to }, at) => ({ start: from, end: to, open: at === last })),
    layers: layersOf(survival),
    bucket: "quarterly",
    instants: true,
    ...(survival.by === "year" ? { call: ({ start }) => start.slice(0, 4) } : {}),
  };
}

export function SurvivalPart({ repository }: { repository: string }) {
  const { workspace } = usePlace();
  const query = useSurvival(workspace.id, repository);
  const found = query.data;
  const stack = useMemo(() => (found && found.cohorts.length > 0 ? stackOf(found) : null), [found]);
  return (
    <Figure
      title={code.survival}
      says={found ? code.survivalSays(found.half_life_months) : "\u00a0"}
      height={HEIGHT + 40}
      query={query}
      empty={found?.reason ?? null}
      table={stack === null ? null : stackTable(stack)}
    >
      {stack !== null && <Stacked stack={stack} height={HEIGHT} />}
      {found && (
        <p className="mt-2 text-small text-ink-3">
          <Sentence>{found.caution}</Sentence>
        </p>
      )}
    </Figure>
  );
}
