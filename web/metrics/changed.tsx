"use client";
/** What changed: teams and repositories whose weeks differ from the period before by more than chance. Never people. */
import { FolderGit2, UsersRound } from "lucide-react";
import Link from "next/link";
import { useBreakdown, useMetrics, useQuality } from "@/api/insights";
import type { Breakdown } from "@/api/types";
import { useHref } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { compare, type Difference, isLargerThanChance } from "./change";
import { count } from "./format";
import { CHANGED } from "./layout";
import { before } from "./periods";

interface Finding {
  by: "team" | "repository";
  id: string;
  name: string;
  difference: Difference;
}

const MOST = 4;

function findings(by: Finding["by"], now: Breakdown | undefined, then: Breakdown | undefined): Finding[] {
  const earlier = new Map(then?.rows.map((row) => [row.subject.id, row.trend ?? []]));
  return (now?.rows ?? []).flatMap((row) => {
    // The open week is not over; comparing it would always find less.
    const weeks = (row.trend ?? []).slice(0, -1);
    const difference = compare(weeks, (earlier.get(row.subject.id) ?? weeks.map(() => 0)).slice(0, weeks.length));
    return isLargerThanChance(difference) ? [{ by, id: row.subject.id, name: row.subject.name, difference }] : [];
  });
}

function useFindings(by: Finding["by"], subject: string) {
  const { workspace, period, hasBefore } = usePlace();
  const now = useSpan();
  const ask = { by, subject, metrics: [CHANGED], limit: 200, trend: "weekly" } as const;
  const later = useBreakdown(workspace.id, { ...ask, ...now }, hasBefore);
  const earlier = useBreakdown(workspace.id, { ...ask, ...before(period) }, hasBefore);
  return {
    found: later.data && earlier.data ? findings(by, later.data, earlier.data) : [],
    isPending: hasBefore && (later.isPending || earlier.isPending),
    error: later.error ?? earlier.error,
    retry: () => Promise.all([later.refetch(), earlier.refetch()]),
  };
}

export function Changed({
  subject,
  className,
  teams = true,
}: {
  subject: string;
  className?: string;
  teams?: boolean;
}) {
  const { hasBefore } = usePlace();
  const byTeam = useFindings("team", subject);
  const byRepository = useFindings("repository", subject);
  const metric = useMetrics().data?.find((one) => one.key === CHANGED);
  const found = [...(teams ? byTeam.found : []), ...byRepository.found]
    .sort((a, b) => Math.abs(b.difference.t) - Math.abs(a.difference.t))
    .slice(0, MOST);
  const error = byTeam.error ?? byRepository.error;
  const noun = metric?.name.toLowerCase() ?? "";
  return (
    <Card
      title={en.overview.changed}
      says={en.overview.changedSays}
      {...(className === undefined ? {} : { className })}
    >
      <div className="min-h-[248px]">
        {error ? (
          <Wrong error={error} retry={() => void byRepository.retry()} className="p-0!" />
        ) : byTeam.isPending || byRepository.isPending ? (
          <div className="space-y-4">
            {[1, 2, 3].map((row) => (
              <Skeleton key={row} className="h-9" />
            ))}
          </div>
        ) : found.length === 0 ? (
          <p className="py-1 text-ink-3">{hasBefore ? en.overview.changedNone : en.overview.changedOpen}</p>
        ) : (
          <ul className="divide-y divide-line">
            {found.map((one) => (
              <Line key={one.id} finding={one} noun={noun} />
            ))}
          </ul>
        )}
        {!(byTeam.isPending || byRepository.isPending) && <Doubts subject={subject} most={found.length > 2 ? 1 : 2} />}
      </div>
    </Card>
  );
}

/** What makes these numbers less than they could be. */
function Doubts({ subject, most }: { subject: string; most: number }) {
  const { workspace } = usePlace();
  const href = useHref();
  const found = useQuality(workspace.id, subject).data?.filter((check) => check.n > 0) ?? [];
  if (found.length === 0) return null;
  return (
    <section className="mt-2 border-t border-line pt-3">
      <h3 className="mb-1 text-small text-ink-3">
        <Link href={href("/insights/data-quality")} prefetch={false} className="hover:text-accent-ink hover:underline">
          {en.overview.doubts}
        </Link>
      </h3>
      <ul className="space-y-1.5">
        {found.slice(0, most).map((check) => (
          <li key={check.key} className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 text-ink-2" title={check.next_step ?? undefined}>
              <Sentence>{check.says}</Sentence>
            </span>
            <span className="figures shrink-0 text-small whitespace-nowrap text-ink-3">
              {count(check.n)}
              {check.of !== null && check.of > 0 && ` of ${count(check.of)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const ICONS = { team: UsersRound, repository: FolderGit2 };

function howMuch({ now, before }: Difference): string {
  if (before === 0) return en.overview.began;
  if (now === 0) return en.overview.stopped;
  const times = now / before;
  if (times >= 2) return `${count(Math.round(times * 10) / 10)}×`;
  return `${count(Math.round(Math.abs(times - 1) * 100))}\u00a0% ${times > 1 ? en.overview.more : en.overview.fewer}`;
}

function Line({ finding, noun }: { finding: Finding; noun: string }) {
  const href = useHref();
  const { now, before: then } = finding.difference;
  const Icon = ICONS[finding.by];
  return (
    <li className="flex items-center gap-2 py-2 first:pt-0.5">
      <Icon aria-hidden="true" size={14} className="shrink-0 text-ink-3" />
      <span className="min-w-0 grow truncate">
        <span className="sr-only">{en.overview.kind[finding.by]} </span>
        <Link
          href={href(`/${finding.by}`, { id: finding.id })}
          prefetch={false}
          className="font-semibold hover:text-accent-ink hover:underline"
        >
          <Foreign>{finding.name}</Foreign>
        </Link>{" "}
        {howMuch(finding.difference)} {noun}
      </span>
      <span className="figures shrink-0 text-small whitespace-nowrap text-ink-3">
        {count(then)} → {count(now)}
      </span>
    </li>
  );
}
