"use client";
/** The latest whole week beside its own past: what moved, and what did not. */
import Link from "next/link";
import { type HealthPart, useHealth } from "@/api/weekly";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import { Figures } from "@/metrics/reading";
import { en } from "@/text/en";
import { week as text } from "@/text/en-questions";
import { Badge, Card, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";

const TONES = { better: "better", worse: "worse", higher: "quiet", lower: "quiet", unchanged: "quiet" } as const;

/** What moved, the furthest first; what stayed; and of what nothing can be said. */
export function sorted(parts: readonly HealthPart[]) {
  const judged = parts.filter(({ direction }) => direction !== null);
  const moved = judged.filter(({ direction }) => direction !== "unchanged");
  return {
    moved: moved.sort((a, b) => Math.abs(b.deviation ?? 0) - Math.abs(a.deviation ?? 0)),
    same: judged.filter(({ direction }) => direction === "unchanged"),
    silent: parts.filter(({ direction }) => direction === null),
  };
}

export function LastWeek({ className }: { className?: string }) {
  const { workspace } = usePlace();
  const query = useHealth(workspace.id);
  const found = query.data;
  const range = found ? { from: found.week.start, to: found.week.end } : null;
  const { moved, same, silent } = sorted(found?.parts ?? []);
  return (
    <div id="last-week" className={`scroll-mt-16 ${className ?? ""}`}>
      <Card title={text.title(range ? writeRange(range.from, range.to) : "…")} says={text.says} className="h-full">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : found === undefined || range === null ? (
          <Skeleton className="h-[214px]" />
        ) : (
          <div className="min-h-[214px]">
            <p className="mb-2 text-ink-2">{found.says}</p>
            {moved.length === 0 && found.judged > 0 && <p className="mb-2 text-ink-3">{text.nothing}</p>}
            <ul className="divide-y divide-line border-y border-line">
              {moved.map((part) => (
                <Part key={part.metric} part={part} range={range} />
              ))}
            </ul>
            <Rest summary={text.same(same.length)} parts={same} range={range} />
            <Rest summary={text.silent(silent.length)} parts={silent} range={range} />
          </div>
        )}
      </Card>
    </div>
  );
}

interface Range {
  from: string;
  to: string;
}

function Part({ part, range }: { part: HealthPart; range: Range }) {
  const href = useHref();
  const value = say(part.value, part.unit);
  return (
    <li className="flex items-center gap-3 py-1.5">
      <span className="min-w-0 grow truncate">
        {part.name}
        {part.is_median && <span className="text-ink-3"> ({en.explain.median})</span>}
      </span>
      {part.direction !== null && part.direction !== "unchanged" && (
        <Badge tone={TONES[part.direction]}>{text.directions[part.direction]}</Badge>
      )}
      <Link
        href={href("/overview", { explain: part.metric, on: "workspace", of: `${range.from}..${range.to}` })}
        prefetch={false}
        aria-label={text.opens(part.name, value)}
        title={en.reading.n(part.n)}
        className="figures w-[88px] shrink-0 rounded text-right font-medium hover:bg-accent-wash hover:text-accent-ink"
      >
        <Figures value={part.value} unit={part.unit} />
      </Link>
      <span className="figures w-[116px] shrink-0 text-right text-small text-ink-3 max-sm:hidden">
        {part.withheld ?? (part.baseline === null ? "" : text.usual(say(part.baseline, part.unit)))}
      </span>
    </li>
  );
}

function Rest({ summary, parts, range }: { summary: string; parts: readonly HealthPart[]; range: Range }) {
  if (parts.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="w-fit rounded text-small text-ink-2 hover:text-accent-ink">{summary}</summary>
      <ul className="divide-y divide-line">
        {parts.map((part) => (
          <Part key={part.metric} part={part} range={range} />
        ))}
      </ul>
    </details>
  );
}
