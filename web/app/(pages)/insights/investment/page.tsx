"use client";
/** What work was spent on, month by month, and the pull requests behind it to correct. */
import { lazy, Suspense, useMemo, useState } from "react";
import { useRepositories, useTeams } from "@/api/hooks";
import { useAllocation } from "@/api/investment";
import { openDrawer, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Amounts } from "@/app/_investment/amounts";
import { Months } from "@/app/_investment/months";
import { Pulls } from "@/app/_investment/pulls";
import { type Drawn, stackOf } from "@/app/_investment/spread";
import { Figure } from "@/metrics/figure";
import { Stacked, stackTable } from "@/metrics/stacked";
import { investing } from "@/text/en-investing";
import { investment as text } from "@/text/en-investment";
import { Button, Sentence, Skeleton } from "@/ui/basic";
import { type Option, Select } from "@/ui/select";

const RulesDrawer = lazy(() => import("@/app/_investment/rules-drawer"));
const HEIGHT = 260;
const WHOLE = "workspace";

export default function Investment() {
  const { workspace } = usePlace();
  const { open } = useAddress();
  const [subject, setSubject] = useState(WHOLE);
  const [drawn, setDrawn] = useState<Drawn>("share");
  const span = useSpan();
  const asked = { subject, from: span.from, to: span.to };
  const query = useAllocation(workspace.id, asked);
  const found = query.data;
  const stack = useMemo(() => (found ? stackOf(found, drawn) : null), [found, drawn]);
  return (
    <>
      <PageHead
        title={text.title}
        periods
        filter={
          <>
            <Whose chosen={subject} onChoose={setSubject} />
            <Button onClick={() => openDrawer("rules", "all")}>{investing.open}</Button>
          </>
        }
      />
      <PageBody>
        <Figure
          title={text.months}
          says={found ? `${text.total(found.n)} · ${text.rules(found.rules_version)}` : "\u00a0"}
          height={HEIGHT + 28}
          query={query}
          empty={found && found.n === 0 ? text.empty : null}
          table={stack ? stackTable(stack) : null}
          actions={
            <Select
              label={text.unit}
              value={drawn}
              options={[
                { value: "share", label: text.shares },
                { value: "count", label: text.counts },
              ]}
              onChange={(value) => setDrawn(value as Drawn)}
            />
          }
        >
          {stack && <Stacked stack={stack} height={HEIGHT} />}
          {found && (
            <p className="mt-2 text-small text-ink-3">
              <Sentence>{found.says}</Sentence> <Sentence>{found.caution}</Sentence>
            </p>
          )}
        </Figure>
        {found ? (
          <div className="grid items-start gap-4 lg:grid-cols-3">
            <Amounts allocation={found} className="lg:col-span-2" />
            <Months allocation={found} />
          </div>
        ) : (
          <Skeleton className="h-60" />
        )}
        {found && <Pulls allocation={found} asked={asked} />}
      </PageBody>
      {open?.kind === "rules" && (
        <Suspense fallback={null}>
          <RulesDrawer />
        </Suspense>
      )}
    </>
  );
}

function Whose({ chosen, onChoose }: { chosen: string; onChoose: (subject: string) => void }) {
  const { workspace } = usePlace();
  const teams = useTeams(workspace.id).data ?? [];
  const repositories = useRepositories(workspace.id).data ?? [];
  const options: Option[] = [
    { value: WHOLE, label: text.whole },
    ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: name, group: text.teams })),
    ...repositories.map(({ id, name }) => ({ value: `repository:${id}`, label: name, group: text.repositories })),
  ];
  return <Select label={text.subject} value={chosen} options={options} onChange={onChoose} className="max-w-[200px]" />;
}
