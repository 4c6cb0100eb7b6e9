"use client";
/** The catalogue: what every number means, what to be careful about, who may see it. */
import { useMemo, useState } from "react";
import { useMetrics } from "@/api/insights";
import type { Metric } from "@/api/types";
import { openExplain } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { availableAt } from "@/metrics/drawing";
import { FAMILIES, known } from "@/metrics/layout";
import { en } from "@/text/en";
import { Badge, Button, Card, Sentence, Skeleton } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Empty, Wrong } from "@/ui/states";

export default function Metrics() {
  const query = useMetrics();
  const [typed, setTyped] = useState("");
  const groups = useMemo(() => grouped(query.data ?? [], typed.trim().toLowerCase()), [query.data, typed]);
  return (
    <>
      <PageHead title={en.metrics.title} />
      <PageBody>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <p className="max-w-[100ch] text-ink-2">{en.metrics.says}</p>
          <Find label={en.metrics.find} value={typed} onChange={setTyped} className="sm:max-w-[280px]" />
        </div>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : query.isPending ? (
          <Skeleton className="h-96 rounded-card!" />
        ) : groups.length === 0 ? (
          <Card>
            <Empty>{en.search.none(typed)}</Empty>
          </Card>
        ) : (
          groups.map(([family, metrics]) => (
            <section key={family} aria-label={en.person.family[family] ?? family}>
              <h2 className="mt-4 mb-2 font-semibold">{en.person.family[family] ?? family}</h2>
              <div className="grid gap-4 lg:grid-cols-2">
                {metrics.map((metric) => (
                  <Entry key={metric.key} metric={metric} beside={known(metric.beside, query.data, "workspace")} />
                ))}
              </div>
            </section>
          ))
        )}
      </PageBody>
    </>
  );
}

function grouped(metrics: readonly Metric[], text: string): [string, Metric[]][] {
  const found = metrics.filter((metric) => `${metric.name} ${metric.key} ${metric.says}`.toLowerCase().includes(text));
  const families = [...new Set([...FAMILIES, ...found.map((metric) => metric.family)])];
  return families
    .map((family): [string, Metric[]] => [family, found.filter((metric) => metric.family === family)])
    .filter(([, members]) => members.length > 0);
}

function Entry({ metric, beside }: { metric: Metric; beside: readonly Metric[] }) {
  const facts: [string, string][] = [
    [en.metrics.audienceTitle, en.metrics.audience[metric.audience] ?? metric.audience],
    [en.metrics.levels, metric.levels.map((level) => en.metrics.level[level] ?? level).join(", ")],
    [en.metrics.quorumTitle, en.metrics.quorum(metric.quorum)],
    [en.metrics.empty, en.metrics.nothing[metric.empty] ?? metric.empty],
    ...beside.map(({ name }): [string, string] => [en.metrics.beside, name]),
  ];
  return (
    <article
      id={metric.key}
      className="flex scroll-mt-16 flex-col rounded-card border border-line bg-card p-4 target:border-accent"
    >
      <div className="flex items-start justify-between gap-3">
        <div>
          <h3 className="font-semibold">
            {metric.name} <span className="font-normal text-ink-3">v{metric.version}</span>
          </h3>
          <p className="font-mono text-small text-ink-3">{metric.key}</p>
        </div>
        {metric.better !== "neither" && <Badge>{en.metrics.better[metric.better] ?? metric.better}</Badge>}
      </div>
      <p className="mt-2 text-ink-2">
        <Sentence>{metric.says}</Sentence>
      </p>
      {metric.formula && <p className="mt-2 font-mono text-small text-ink-2">= {metric.formula}</p>}
      {metric.shown_first === "median" && <p className="mt-1 text-small text-ink-2">{en.metrics.median}</p>}
      {metric.caution && (
        <p className="mt-2 border-l-2 border-worse pl-3 text-ink-2">
          <Sentence>{metric.caution}</Sentence>
        </p>
      )}
      <dl className="mt-3 mb-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-small">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="text-ink-2">{value}</dd>
          </div>
        ))}
      </dl>
      {availableAt(metric, "workspace") && (
        <div className="mt-auto">
          <Button
            aria-label={`${en.metrics.show}: ${metric.name}`}
            onClick={() => openExplain(metric.key, "workspace")}
          >
            {en.metrics.show}
          </Button>
        </div>
      )}
    </article>
  );
}
