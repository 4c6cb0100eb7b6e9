"use client";
/** AI assistance: how much of it can be seen, and what became of changes with and without it. Never of a person. */
import { useState } from "react";
import { useAiImpact } from "@/api/assistance";
import { useTeams } from "@/api/hooks";
import { Bounds, comparedTable } from "@/app/_assistance/bounds";
import { Cells } from "@/app/_assistance/cells";
import { Course, EvidenceCard, NoTrace, Tiles, UsageCard } from "@/app/_assistance/parts";
import { firstMonday } from "@/app/_assistance/weeks";
import { go, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { writeRange } from "@/metrics/periods";
import { assistance } from "@/text/en-assistance";
import { Sentence, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";

const WHOLE = "workspace";
const HALF = "26";
const YEAR = "52";

export default function AiImpactPage() {
  const { workspace, period } = usePlace();
  const { team } = useAddress();
  const teams = useTeams(workspace.id);
  const [weeks, chooseWeeks] = useState(HALF);
  const query = useAiImpact(workspace.id, {
    subject: team === null ? WHOLE : `team:${team}`,
    from: firstMonday(period.to, Number(weeks)),
  });
  const impact = query.data;
  const isShown = impact === undefined || impact.withheld === null;
  return (
    <>
      <PageHead
        title={assistance.title}
        says={impact ? assistance.span(writeRange(impact.from, impact.to)) : ""}
        filter={
          <>
            <Select
              label={assistance.subject}
              value={team ?? WHOLE}
              options={[
                { value: WHOLE, label: assistance.whole },
                ...(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name, group: assistance.teams })),
              ]}
              onChange={(value) => go({ team: value === WHOLE ? null : value })}
              className="max-w-[200px]"
            />
            <Select
              label={assistance.window}
              value={weeks}
              options={[
                { value: HALF, label: assistance.half },
                { value: YEAR, label: assistance.year },
              ]}
              onChange={chooseWeeks}
            />
          </>
        }
      />
      <PageBody>
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : (
          <>
            {impact ? (
              <p className="max-w-[110ch] text-ink-2">
                <Sentence>{`${impact.says} ${impact.caution}`}</Sentence>
              </p>
            ) : (
              <Skeleton className="h-20 max-w-[110ch]" />
            )}
            {impact && <NoTrace impact={impact} />}
            {isShown && <Tiles impact={impact} />}
            <div className="grid gap-4 lg:grid-cols-3">
              {isShown && <Course query={query} className="lg:col-span-2" />}
              <EvidenceCard impact={impact} />
            </div>
            {isShown && (
              <Figure
                title={assistance.compared}
                says={assistance.comparedSays}
                height={320}
                query={query}
                table={impact ? comparedTable(impact.compared) : null}
              >
                {impact && <Bounds measures={impact.compared} />}
                {impact && (
                  <p className="text-small text-ink-3">
                    {assistance.lines(impact.repositories_read, impact.repositories)}
                  </p>
                )}
              </Figure>
            )}
            {isShown && <Cells impact={impact} />}
            {impact && <UsageCard impact={impact} />}
          </>
        )}
      </PageBody>
    </>
  );
}
