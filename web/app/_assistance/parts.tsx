"use client";
/** How much assistance can be seen: tiles, the course over time, and what counts as evidence. */
import { useMemo, useState } from "react";
import type { AiImpact, ChangesIn } from "@/api/assistance";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { type Stack, Stacked, stackTable } from "@/metrics/stacked";
import { assistance } from "@/text/en-assistance";
import { Badge, Card, Sentence, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty } from "@/ui/states";

const HEIGHT = 232;
/** The axis is of whole numbers. */
const PERCENT = 100;
const SEEN = ["authored", "co-authored"] as const;

export interface Asked {
  data: AiImpact | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

const levelOf = (changes: ChangesIn, level: string) => changes.levels.find((one) => one.level === level);

export function Tiles({ impact }: { impact: AiImpact | undefined }) {
  const tiles = [
    { what: assistance.commits, changes: impact?.commits.total },
    { what: assistance.pulls, changes: impact?.pulls.total },
  ].flatMap(({ what, changes }) =>
    SEEN.map((level) => ({
      key: `${what} ${level}`,
      title: `${level === "authored" ? assistance.authored : assistance.coAuthored}: ${what}`,
      what,
      level,
      changes,
    })),
  );
  return (
    <section aria-label={assistance.title} className="overflow-hidden rounded-card border border-line bg-line">
      <div className="grid grid-cols-2 gap-px lg:grid-cols-4">
        {tiles.map(({ key, title, what, level, changes }) => (
          <div key={key} className="min-h-[112px] min-w-0 bg-card px-4 py-3">
            <p className="text-small text-ink-2">{title}</p>
            {changes === undefined ? <Skeleton className="mt-2 h-7 w-24" /> : <Share {...{ changes, level, what }} />}
          </div>
        ))}
      </div>
    </section>
  );
}

function Share({ changes, level, what }: { changes: ChangesIn; level: string; what: string }) {
  const found = levelOf(changes, level);
  return (
    <>
      <p className="figures mt-1 text-[26px] leading-8 font-semibold">{say(found?.value ?? null, "share")}</p>
      <p className="figures text-small text-ink-3">
        {found === undefined
          ? "\u00a0"
          : `${count(found.n)} ${assistance.of(changes.n ?? 0, what)}, ${assistance.between(say(found.low, "share"), say(found.high, "share"))}`}
      </p>
    </>
  );
}

type What = "commits" | "pulls";

export function stackOf(impact: AiImpact, what: What): Stack {
  const series = impact[what].series;
  return {
    bucket: "weekly",
    instants: true,
    write: (value) => say(value / PERCENT, "share"),
    steps: series.map(({ period }) => ({ start: period.start, end: period.end, open: period.open })),
    layers: SEEN.map((level, at) => ({
      key: level,
      name: assistance.levels[level] ?? level,
      hue: at === 0 ? "two" : "one",
      values: series.map((step) => (levelOf(step, level)?.value ?? 0) * PERCENT),
    })),
  };
}

export function Course({ query, className }: { query: Asked; className?: string }) {
  const [what, choose] = useState<What>("commits");
  const impact = query.data;
  const stack = useMemo(() => (impact === undefined ? null : stackOf(impact, what)), [impact, what]);
  const shown = impact?.[what].series.some(({ n }) => n !== null && n > 0) ?? false;
  const withheld = impact?.[what].series.find((step) => step.withheld !== null)?.withheld;
  return (
    <Figure
      title={assistance.trend}
      says={assistance.trendSays}
      height={HEIGHT}
      query={query}
      table={stack && stackTable(stack)}
      empty={shown ? null : (withheld ?? assistance.noneTitle)}
      actions={
        <Select
          label={assistance.what}
          value={what}
          options={[
            { value: "commits", label: assistance.commits },
            { value: "pulls", label: assistance.pulls },
          ]}
          onChange={(value) => choose(value as What)}
          className="max-w-[200px]"
        />
      }
      {...(className === undefined ? {} : { className })}
    >
      {stack && <Stacked stack={stack} height={HEIGHT - 28} />}
    </Figure>
  );
}

export function EvidenceCard({ impact }: { impact: AiImpact | undefined }) {
  return (
    <Card title={assistance.evidence}>
      {impact === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <ul className="divide-y divide-line">
          {impact.evidence.map(({ level, says, is_there }) => (
            <li key={level} className="py-2.5">
              <p className="flex items-center justify-between gap-2 font-medium">
                {assistance.evidenceNames[level] ?? level}
                <Badge tone={is_there ? "accent" : "quiet"}>{is_there ? assistance.seen : assistance.none}</Badge>
              </p>
              <p className="text-small text-ink-3">
                <Sentence>{says}</Sentence>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function UsageCard({ impact }: { impact: AiImpact }) {
  if (impact.usage.length === 0) return null;
  return (
    <Card title={assistance.usage} says={assistance.usageSays}>
      <ul className="divide-y divide-line">
        {impact.usage.map((one) => (
          <li key={one.assistant} className="figures flex flex-wrap justify-between gap-x-6 py-2">
            <span className="font-medium">{one.assistant}</span>
            <span className="text-ink-2">
              {assistance.usageOf(one.days, say(one.mean_engaged_people, "count"))} ·{" "}
              {assistance.accepted(one.acceptances ?? 0, one.suggestions ?? 0)} ({say(one.acceptance_share, "share")})
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function NoTrace({ impact }: { impact: AiImpact }) {
  const nothing = impact.withheld === null && impact.evidence.every(({ is_there }) => !is_there);
  if (!nothing && impact.withheld === null) return null;
  return (
    <Card>
      <Empty title={nothing ? assistance.noneTitle : assistance.title}>{impact.withheld ?? assistance.noneSays}</Empty>
    </Card>
  );
}
