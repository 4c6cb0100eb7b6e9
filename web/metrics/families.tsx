"use client";
/** All numbers of a subject, family by family: what tells most first, the rest when the reader asks. */
import { useMemo, useState } from "react";
import { useMetrics, useReadings } from "@/api/insights";
import type { Metric, Reading } from "@/api/types";
import { openExplain } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Card, cx, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { shown } from "./drawing";
import { FAMILIES, type FamilyShape, families, type Together } from "./layout";
import type { SubjectProps } from "./panels";
import { Aside, Figures, Moved } from "./reading";
import { Sparkline } from "./sparkline";

/** The family of times has most to tell, and twice the room. */
const WIDE = "efficiency";
/** These are counted from pull requests and reviews alone. */
const NEEDS_PULLS: readonly string[] = ["efficiency", "quality"];

function most(family: string): number {
  return family === WIDE ? 8 : 4;
}

interface Found {
  total: Reading | undefined;
  trend: readonly Reading[];
}

/** Totals and steps of many metrics, found by key. */
function useFound(metrics: readonly Metric[], subject: string) {
  const { workspace, period, hasBefore } = usePlace();
  const ask = { ...useSpan(), metrics: metrics.map((metric) => metric.key), subject };
  const total = useReadings(workspace.id, { ...ask, bucket: "total", compare: hasBefore ? "previous" : "none" });
  const trend = useReadings(workspace.id, { ...ask, bucket: period.bucket, compare: "none" });
  const found = useMemo(() => {
    const all = new Map<string, Found>();
    for (const reading of total.data?.readings ?? []) all.set(reading.metric, { total: reading, trend: [] });
    for (const [key, one] of all) {
      all.set(key, { ...one, trend: trend.data?.readings.filter((reading) => reading.metric === key) ?? [] });
    }
    return all;
  }, [total.data, trend.data]);
  return { found, isPending: total.isPending, error: total.error, retry: () => void total.refetch() };
}

const singly = (together: readonly Together[]) => [
  ...new Set(together.flatMap(({ metric, beside }) => [metric, ...beside])),
];

export function Families({ subject, level }: SubjectProps) {
  const catalogue = useMetrics().data;
  const shapes = useMemo(() => families(catalogue ?? [], level, most), [catalogue, level]);
  const query = useFound(
    useMemo(() => singly(shapes.flatMap((shape) => shape.first)), [shapes]),
    subject,
  );
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={query.retry} className="p-0!" />
      </Card>
    );
  }
  const expected = shapes.length > 0 ? shapes : FAMILIES.map((family) => ({ family, first: [], rest: [] }));
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      {expected.map((shape) => (
        <Family key={shape.family} shape={shape} subject={subject} found={query.found} loading={query.isPending} />
      ))}
    </div>
  );
}

function Family({
  shape: { family, first, rest },
  subject,
  found,
  loading,
}: {
  shape: FamilyShape;
  subject: string;
  found: ReadonlyMap<string, Found>;
  loading: boolean;
}) {
  const [all, setAll] = useState(false);
  const isWide = family === WIDE;
  const readings = singly(first).map((metric) => found.get(metric.key)?.total);
  const reasons = [...new Set(readings.map((reading) => reading?.withheld).filter((why) => why != null))];
  const nothing = !loading && reasons.length === 0 && readings.every((reading) => reading?.value == null);
  const grid = cx("grid", isWide && "sm:grid-cols-2 sm:gap-x-6");
  return (
    <Card
      title={en.person.family[family] ?? family}
      says={reasons.length > 0 ? reasons.join(" ") : undefined}
      className={cx("flex flex-col", isWide && "lg:col-span-2")}
    >
      {loading ? (
        <Skeleton className="h-48" />
      ) : nothing && NEEDS_PULLS.includes(family) && !all ? (
        <p className="text-ink-3">{en.families.nothing}</p>
      ) : (
        <div className={grid}>
          <Rows members={first} subject={subject} found={found} />
          {all && rest.length > 0 && <Rest members={rest} subject={subject} />}
        </div>
      )}
      {!loading && rest.length > 0 && (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="mt-auto self-start pt-2 text-small text-ink-3 hover:text-ink hover:underline"
        >
          {all ? en.families.fewer : en.table.all(singly([...first, ...rest]).length)}
        </button>
      )}
    </Card>
  );
}

/** The rest is asked for when it is wanted. */
function Rest({ members, subject }: { members: readonly Together[]; subject: string }) {
  const metrics = useMemo(() => singly(members), [members]);
  const query = useFound(metrics, subject);
  if (query.error) return <Wrong error={query.error} retry={query.retry} className="px-0!" />;
  if (query.isPending) return <Skeleton className="my-2 h-10" />;
  return <Rows members={members} subject={subject} found={query.found} />;
}

function Rows({
  members,
  subject,
  found,
}: {
  members: readonly Together[];
  subject: string;
  found: ReadonlyMap<string, Found>;
}) {
  return members.map(({ metric, beside }) => (
    <div key={metric.key} className="min-w-0 border-t border-line py-1">
      <Row metric={metric} subject={subject} found={found.get(metric.key)} />
      {beside.map((other) => (
        <div key={other.key} className="ml-1 border-l-2 border-line pl-2.5">
          <span className="sr-only">{en.families.beside(metric.name)}</span>
          <Row metric={other} subject={subject} found={found.get(other.key)} drawn={false} />
        </div>
      ))}
    </div>
  ));
}

function Row({
  metric,
  subject,
  found,
  drawn = true,
}: {
  metric: Metric;
  subject: string;
  found: Found | undefined;
  drawn?: boolean;
}) {
  const reading = found?.total;
  const { value, mean } = reading ? shown(reading) : { value: null, mean: null };
  const isWithheld = reading?.withheld != null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openExplain(metric.key, subject)}
      title={metric.says}
      className="-mx-2 flex w-[calc(100%+16px)] min-w-0 items-center gap-2 rounded px-2 py-1 text-left hover:bg-hover"
    >
      <span className="min-w-0 grow">
        <span className="block truncate text-ink-2">{metric.name}</span>
        {!isWithheld && (
          <span className="flex h-4 items-center gap-1.5 overflow-hidden text-small whitespace-nowrap text-ink-3">
            <Below metric={metric} reading={reading} />
          </span>
        )}
      </span>
      {drawn && !isWithheld && (
        <span className="block w-[60px] shrink-0 max-sm:w-11" aria-hidden="true">
          {value !== null && found && (
            <Sparkline
              values={found.trend.map((step) => shown(step).value)}
              open={found.trend.at(-1)?.period.open ?? false}
              height={22}
            />
          )}
        </span>
      )}
      <span className="min-w-[64px] shrink-0 text-right">
        {isWithheld ? (
          <span className="text-small text-ink-3">{en.reading.withheld}</span>
        ) : (
          <span className={cx("block text-title font-semibold", value === null && "text-ink-3")}>
            <Figures value={value} unit={metric.unit} short />
          </span>
        )}
        {mean !== null && <span className="block text-small text-ink-3">{en.explain.median}</span>}
      </span>
    </button>
  );
}

/** What keeps the figure honest: mean beside median, what changed, and of how many. */
function Below({ metric, reading }: { metric: Metric; reading: Reading | undefined }) {
  if (!reading) return null;
  if (reading.value === null) return <span>{en.reading.nothing}</span>;
  return (
    <>
      <Aside metric={metric} reading={reading} />
      <Moved metric={metric} reading={reading} />
      {reading.n !== reading.value && <span className="figures">{en.reading.n(reading.n)}</span>}
    </>
  );
}
