"use client";
/** How somebody reviews: how deep, how thorough, how they help, how soon. For those who may see it. */
import { useState } from "react";
import { type ReviewQuality, type Thoroughness, useReviewQuality } from "@/api/wellbeing";
import { usePlace } from "@/app/_frame/place";
import { count, say, write } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { reviewing as text } from "@/text/en-wellbeing";
import { Button, Card, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { ReviewRows } from "./review-rows";

const ORDER: readonly Thoroughness[] = ["thorough", "attentive", "brief", "wordless", "wordless_large"];
type Stats = NonNullable<ReviewQuality["quality"]>;

export default function Reviewing({ id, isMe }: { id: string; isMe: boolean }) {
  const { workspace } = usePlace();
  const query = useReviewQuality(workspace.id, id);
  const [open, setOpen] = useState(false);
  const found = query.data;
  const stats = found?.quality;
  const any = (stats?.total_reviews ?? 0) > 0;
  return (
    <Card
      title={isMe ? text.mine : text.theirs}
      says={stats ? text.says(stats.total_reviews) : "\u00a0"}
      actions={
        any && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? text.hideLatest : text.showLatest}
          </Button>
        )
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : !found ? (
        <Skeleton className="h-[220px]" />
      ) : found.withheld ? (
        <Empty>{found.withheld}</Empty>
      ) : !stats || !any ? (
        <Empty>{found.reason ?? text.none}</Empty>
      ) : (
        <>
          <Figures stats={stats} />
          <div className="mt-5 grid gap-x-8 gap-y-5 lg:grid-cols-2">
            <Part title={text.thoroughness} bars={thoroughness(stats)} />
            <Part title={text.behaviors} bars={behaviors(stats)} />
          </div>
          {open && <ReviewRows id={id} />}
          <Meaning found={found} />
        </>
      )}
    </Card>
  );
}

function Figures({ stats }: { stats: Stats }) {
  const { response } = stats;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-6">
      <One name={text.depth} value={round(stats.average_depth_score)} says={text.depthSays} />
      <One name={text.perWeek} value={write(stats.reviews_per_week, "score").text} says={"\u00a0"} />
      <One name={text.rate} value={say(stats.review_rate, "share")} says={`n ${count(stats.within_reach)}`} />
      <One
        name={text.answers}
        value={say(response.median_hours, "hours")}
        says={text.answersSays(say(response.p90_hours, "hours"), response.unanswered)}
      />
      <One name={text.led} value={say(stats.led_to_changes, "share")} says={text.ledSays(stats.led_known)} />
      <One name={text.helping} value={round(stats.mentoring_score)} says={text.helpingSays} />
    </dl>
  );
}

function One({ name, value, says }: { name: string; value: string; says: string }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-small text-ink-2">{name}</dt>
      <dd className="figures text-[20px] font-semibold">{value}</dd>
      <dd className="text-small text-ink-3">{says}</dd>
    </div>
  );
}

function round(value: number | null): string {
  return value === null ? "–" : count(Math.round(value));
}

export function thoroughness({ thoroughness_distribution: found }: Pick<Stats, "thoroughness_distribution">): Bar[] {
  const all = ORDER.reduce((sum, key) => sum + found[key], 0);
  return ORDER.map((key) => ({
    key,
    name: text.names[key] ?? key,
    value: found[key],
    text: count(found[key]),
    detail: say(all === 0 ? null : found[key] / all, "share"),
  }));
}

export function behaviors({ top_mentoring_behaviors: found }: Pick<Stats, "top_mentoring_behaviors">): Bar[] {
  return found.map(({ behavior, reviews, share }) => ({
    key: behavior,
    name: text.behaviorNames[behavior] ?? behavior,
    value: reviews,
    text: count(reviews),
    detail: say(share, "share"),
  }));
}

function Part({ title, bars }: { title: string; bars: Bar[] }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-2 text-small text-ink-3">{title}</h3>
      {bars.length > 0 ? <Bars bars={bars} label={title} /> : <p className="text-ink-3">–</p>}
    </div>
  );
}

function Meaning({ found }: { found: ReviewQuality }) {
  return (
    <details className="mt-4 text-small text-ink-3">
      <summary className="cursor-pointer hover:text-ink">{text.explain}</summary>
      <p className="mt-1 max-w-[88ch]">
        <Sentence>{found.says}</Sentence> <Sentence>{found.caution}</Sentence>
      </p>
      <dl className="mt-2 grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_1fr]">
        {Object.entries(found.definitions).map(([key, says]) => (
          <div key={key} className="contents">
            <dt className="font-medium">{text.behaviorNames[key] ?? key.replaceAll("_", " ")}</dt>
            <dd>
              <Sentence>{says}</Sentence>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
