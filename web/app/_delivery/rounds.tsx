"use client";
/** How often changes went back and forth between their author and reviewers before they were merged. */
import { useMemo } from "react";
import { useReviewRounds } from "@/api/delivery-flow";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, say, write } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { type Step, Trend, type Trended, trendTable } from "@/metrics/trend";
import { delivery } from "@/text/en-delivery";
import { Sentence } from "@/ui/basic";

const METRIC: Trended = { name: delivery.rounds, unit: "score", empty: "null", mark: "line" };
const HEIGHT = 170;

export default function Rounds() {
  const { workspace, team } = usePlace();
  const query = useReviewRounds(workspace.id, { team, ...useSpan() });
  const found = query.data;
  const steps = useMemo<Step[]>(
    () =>
      (found?.weeks ?? []).map(({ from, to, open, mean, n }) => ({
        start: from,
        end: to,
        open,
        value: mean,
        mean: null,
        n,
      })),
    [found],
  );
  const bars: Bar[] = (found?.distribution ?? []).map((one) => ({
    key: String(one.rounds),
    name: delivery.roundsOf(one.rounds),
    value: one.n,
    text: count(one.n),
    detail: say(one.share, "share"),
  }));
  const none = found !== undefined && found.n === 0;
  return (
    <Figure
      title={delivery.rounds}
      says={found ? delivery.roundsSummary(found.n, write(found.mean, "score").text, found.never_reviewed) : "\u00a0"}
      height={HEIGHT + 140}
      query={query}
      empty={none ? delivery.roundsNone : null}
      table={trendTable(METRIC, steps)}
    >
      <Bars bars={bars} label={delivery.rounds} />
      <div className="mt-4">
        <Trend metric={METRIC} steps={steps} bucket="weekly" height={HEIGHT} />
      </div>
      {found && (
        <p className="mt-2 text-small text-ink-3">
          <Sentence>{found.says ?? ""}</Sentence> <Sentence>{found.caution ?? ""}</Sentence>
          {found.commits_unknown > 0 && ` ${delivery.roundsUnknown(found.commits_unknown)}`}
        </p>
      )}
    </Figure>
  );
}
