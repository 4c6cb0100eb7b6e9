"use client";
/** How much there is to the changes of a group: by level and sort over time, what they touch, and what that rests on. */
import { type TeamComplexity, useTeamComplexity } from "@/api/network";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, NOTHING, say, write } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { Stacked, stackTable } from "@/metrics/stacked";
import { changes } from "@/text/en-network";
import { Foreign, Skeleton } from "@/ui/basic";
import { categoryStack, levelStack } from "./stacks";

export function Changes() {
  const { workspace, team, today } = usePlace();
  const query = useTeamComplexity(workspace.id, { ...useSpan(), team });
  const found = query.data;
  const empty = found?.withheld_whole ?? (found && found.n === 0 ? changes.none : null);
  const levels = found ? levelStack(found, today) : null;
  const sorts = found ? categoryStack(found, today) : null;
  return (
    <section aria-labelledby="changes" className="space-y-4 pt-3">
      <div>
        <h2 id="changes" className="text-title font-semibold">
          {changes.title}
        </h2>
        <p className="text-small text-ink-3">{changes.says}</p>
      </div>
      <Facts found={empty ? undefined : found} isPending={query.isPending} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Figure
          title={changes.levelsTitle}
          says={changes.levelsSay}
          height={260}
          query={query}
          empty={empty}
          table={levels ? stackTable(levels) : null}
        >
          {levels && <Stacked stack={levels} height={230} />}
        </Figure>
        <Figure
          title={changes.categoriesOver}
          says={changes.categoriesSay}
          height={260}
          query={query}
          empty={empty}
          table={sorts ? stackTable(sorts) : null}
        >
          {sorts && <Stacked stack={sorts} height={230} />}
        </Figure>
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <Sorts found={found} query={query} empty={empty} />
        <Touched found={found} query={query} empty={empty} />
        <Calibration found={found} query={query} />
      </div>
    </section>
  );
}

interface Part {
  found: TeamComplexity | undefined;
  query: ReturnType<typeof useTeamComplexity>;
  empty: string | null;
}

function Facts({ found, isPending }: { found: TeamComplexity | undefined; isPending: boolean }) {
  if (!found && !isPending) return null;
  const { facts } = changes;
  const all = found && [
    {
      title: facts.median,
      says: facts.medianSays,
      text: write(found.median_complexity_score, "score").text,
      n: facts.of(found.n),
    },
    {
      title: facts.cross,
      says: facts.crossSays,
      text: say(found.cross_cutting_ratio, "share"),
      n: facts.of(found.n - found.files_unknown),
    },
    { title: facts.files, says: "", text: write(found.avg_files_per_pr, "score").text, n: facts.of(found.n) },
    {
      title: facts.effort,
      says: facts.effortSays,
      text: write(found.avg_review_effort, "score").text,
      n: facts.reviewed(found.reviewed_prs),
    },
  ];
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4">
      {(all ?? [0, 1, 2, 3]).map((one) =>
        typeof one === "number" ? (
          <div key={one} className="bg-card px-4 py-3">
            <Skeleton className="h-14 w-28" />
          </div>
        ) : (
          <div key={one.title} className="flex min-w-0 flex-col bg-card px-4 py-3">
            <h3 className="font-medium text-ink-2">{one.title}</h3>
            <p className="text-small text-ink-3">{one.says || "\u00a0"}</p>
            <p className="figures mt-auto pt-1 text-reading font-semibold">
              {one.text} <span className="text-small font-normal text-ink-3">{one.n}</span>
            </p>
          </div>
        ),
      )}
    </div>
  );
}

function Sorts({ found, query, empty }: Part) {
  const all = Object.entries(found?.category_distribution ?? {}).sort(
    (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]),
  );
  const bars: Bar[] = all
    .filter(([, n]) => n > 0)
    .map(([key, n]) => ({
      key,
      name: changes.categories[key] ?? key,
      value: n,
      text: count(n),
      detail: found && found.n > 0 ? say(n / found.n, "share") : NOTHING,
      faint: key === "uncategorised",
    }));
  return (
    <Figure
      title={changes.categoriesTitle}
      says={changes.categoriesSay}
      height={260}
      query={query}
      empty={empty}
      table={{
        head: [changes.categoriesTitle, changes.n],
        rows: all.map(([key, n]) => [changes.categories[key] ?? key, count(n)]),
      }}
    >
      <Bars bars={bars} label={changes.categoriesTitle} />
    </Figure>
  );
}

function Touched({ found, query, empty }: Part) {
  const parts = found?.common_components ?? [];
  const critical = Object.entries(found?.critical_changes ?? {}).filter(([, n]) => n > 0);
  const words = critical.map(([key, n]) => `${changes.critical[key] ?? key} ${count(n)}`).join(", ");
  return (
    <Figure
      title={changes.touched}
      says={changes.touchedSays}
      height={260}
      query={query}
      empty={empty}
      table={{ head: [changes.touched, changes.n], rows: parts.map(({ name, n }) => [name, count(n)]) }}
    >
      <Bars
        label={changes.touched}
        bars={parts.map(({ name, n }) => ({ key: name, name: <Foreign>{name}</Foreign>, value: n, text: count(n) }))}
      />
      <p className="mt-3 text-small text-ink-2">{words === "" ? changes.noCritical : changes.criticalSays(words)}</p>
    </Figure>
  );
}

function Calibration({ found, query }: Omit<Part, "empty">) {
  const calibration = found?.calibration;
  const both: [string, number | null][] = calibration
    ? [
        [changes.model, calibration.rank_correlation_model],
        [changes.size, calibration.rank_correlation_size],
      ]
    : [];
  const known = both.filter((one): one is [string, number] => one[1] !== null);
  return (
    <Figure
      title={changes.calibration}
      says={changes.calibrationSays}
      height={260}
      query={query}
      table={{ head: [changes.calibration, ""], rows: known.map(([name, value]) => [name, say(value, "score")]) }}
    >
      {calibration && (
        <>
          <Bars
            label={changes.calibration}
            whole={1}
            bars={known.map(([name, value]) => ({
              key: name,
              name,
              value: Math.max(0, value),
              text: say(value, "score"),
            }))}
          />
          <p className="mt-3 text-ink-2">{calibration.says}</p>
          {known.length > 0 && (
            <p className="mt-1 text-small text-ink-3">
              {changes.reviewedChanges(calibration.reviewed_changes, calibration.held_out)}
            </p>
          )}
        </>
      )}
    </Figure>
  );
}
