"use client";
/** Up to five people, teams or repositories beside each other. Nobody is ranked; chance is told from difference. */
import { useMemo } from "react";
import { type BesideEachOther, useBeside } from "@/api/compare";
import { useRepositories, useTeams } from "@/api/hooks";
import { useMetrics } from "@/api/insights";
import {
  type Chosen,
  COMPARED_KINDS,
  MOST_COMPARED,
  parseChosen,
  subjectsOf,
  withOne,
  without,
  writeChosen,
} from "@/app/_compare/chosen";
import { MetricCard } from "@/app/_compare/metric";
import { Picker } from "@/app/_compare/picker";
import { go, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace, useSpan } from "@/app/_frame/place";
import { COMPARED, families, known } from "@/metrics/layout";
import { addDays, writeRange } from "@/metrics/periods";
import { en } from "@/text/en";
import { compare as text } from "@/text/en-compare";
import { Button, Card, Sentence, Skeleton } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";

const TELLING = "telling";
const weekEnd = (start: string) => addDays(start, 7);
const show = (chosen: Chosen) => go({ beside: writeChosen(chosen) });

export default function Compare() {
  const { workspace } = usePlace();
  const { beside, family } = useAddress();
  const span = useSpan();
  const catalogue = useMetrics().data;
  const chosen = useMemo(() => parseChosen(beside), [beside]);
  const shapes = useMemo(() => families(catalogue ?? [], chosen.kind, () => 99), [catalogue, chosen.kind]);
  const wanted = shapes.find((one) => one.family === family);
  const metrics = wanted
    ? wanted.first.map(({ metric }) => metric)
    : known(COMPARED[chosen.kind], catalogue, chosen.kind);
  const enough = chosen.ids.length > 1;
  const query = useBeside(
    workspace.id,
    { ...span, subjects: subjectsOf(chosen), metrics: metrics.map((one) => one.key) },
    enough,
  );
  const names = useMemo(() => new Map(query.data?.subjects.map(({ id, name }) => [id, name])), [query.data]);
  return (
    <>
      <PageHead title={text.title} says={writeRange(span.from, span.to)} periods />
      <PageBody>
        <Card>
          <div className="mb-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            <div>
              <h2 className="font-semibold">{text.who}</h2>
              <p className="text-small text-ink-3">{text.whoSays(MOST_COMPARED)}</p>
            </div>
            <Choice
              label={text.kind}
              value={chosen.kind}
              options={COMPARED_KINDS.map((value) => ({ value, label: text.kinds[value] }))}
              onChange={(kind) => show({ kind, ids: [] })}
            />
          </div>
          <Picker
            chosen={chosen}
            names={names}
            onAdd={(id) => show(withOne(chosen, id))}
            onRemove={(id) => show(without(chosen, id))}
          />
        </Card>
        {!enough ? (
          <NotYet chosen={chosen} />
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
              <p className="max-w-[96ch] text-ink-2">
                <Sentence>{query.data?.caution ?? "\u00a0"}</Sentence>
              </p>
              <Select
                label={text.numbers}
                value={wanted?.family ?? TELLING}
                options={[
                  { value: TELLING, label: text.telling },
                  ...shapes.map((one) => ({ value: one.family, label: en.person.family[one.family] ?? one.family })),
                ]}
                onChange={(value) => go({ family: value === TELLING ? null : value })}
              />
            </div>
            <Numbers chosen={chosen} query={query} expected={metrics.length} />
          </>
        )}
      </PageBody>
    </>
  );
}

function Numbers({
  chosen,
  query,
  expected,
}: {
  chosen: Chosen;
  query: { data: BesideEachOther | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  expected: number;
}) {
  const catalogue = useMetrics().data;
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  const found = query.data;
  if (found === undefined) {
    const height = chosen.ids.length * 52 + 110;
    return (
      <div className="grid gap-4 lg:grid-cols-2" aria-busy="true">
        {Array.from({ length: expected }, (_, index) => (
          <div key={index} style={{ height }}>
            <Skeleton className="h-full w-full rounded-card!" />
          </div>
        ))}
      </div>
    );
  }
  const byKey = new Map(catalogue?.map((metric) => [metric.key, metric]));
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        {found.metrics.map((beside) => {
          const metric = byKey.get(beside.metric);
          return metric === undefined ? null : (
            <MetricCard
              key={beside.metric}
              metric={metric}
              beside={beside}
              names={found.subjects.map(({ name }) => name)}
              kind={found.subjects[0]?.kind === chosen.kind ? chosen.kind : "team"}
              query={query}
              weekEnd={weekEnd}
            />
          );
        })}
      </div>
      <p className="max-w-[110ch] text-small text-ink-3">
        {text.alike} <Sentence>{found.method}</Sentence>
      </p>
    </>
  );
}

function NotYet({ chosen }: { chosen: Chosen }) {
  const { workspace } = usePlace();
  const teams = useTeams(workspace.id).data ?? [];
  const repositories = useRepositories(workspace.id).data ?? [];
  const all: readonly { id: string; name: string }[] =
    chosen.kind === "team" ? teams : chosen.kind === "repository" ? repositories : [];
  const first = [...all].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })).slice(0, MOST_COMPARED);
  return (
    <Card>
      <Empty
        title={chosen.ids.length === 0 ? text.nobodyTitle : text.oneMore}
        action={
          first.length > 1 && (
            <Button onClick={() => show({ kind: chosen.kind, ids: first.map(({ id }) => id) })}>
              {text.firstFew(first.length)}
            </Button>
          )
        }
      >
        {text.nobody[chosen.kind]}
      </Empty>
    </Card>
  );
}
