"use client";
/** What repositories are made with: which technologies, where, how old, and what to move to. */
import { useState } from "react";
import { useTeamTechnology } from "@/api/technology";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { ByRepository, Suggestions, UnreadManifests } from "@/app/_technology/beside";
import { TechnologiesTable } from "@/app/_technology/in-use";
import { day } from "@/app/_technology/lanes";
import { OverTime } from "@/app/_technology/over-time";
import { Tiles } from "@/app/_technology/tiles";
import { technology } from "@/text/en-technology";
import { Card, Sentence } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

export default function TechnologyPage() {
  const { workspace } = usePlace();
  const query = useTeamTechnology(workspace.id);
  const found = query.data;
  const [wanted, setWanted] = useState<string | null>(null);
  // What is most in need of a move is looked at first.
  const chosen = wanted ?? found?.upgrade_suggestions[0]?.technology ?? found?.technologies[0]?.name ?? null;
  return (
    <>
      <PageHead title={technology.title} says={technology.says} />
      <PageBody>
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : found?.n === 0 ? (
          <Card title={technology.title}>
            <Empty>{technology.empty}</Empty>
          </Card>
        ) : (
          <>
            <Tiles found={found} />
            <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,6fr)_minmax(0,5fr)]">
              <div className="min-w-0 space-y-4">
                <TechnologiesTable found={found} chosen={chosen} choose={setWanted} />
                <ByRepository found={found} />
              </div>
              <div className="min-w-0 space-y-4">
                <OverTime
                  names={found?.technologies.map(({ name }) => name).sort() ?? []}
                  chosen={chosen}
                  choose={setWanted}
                />
                <Suggestions found={found} />
              </div>
            </div>
          </>
        )}
        <UnreadManifests found={found} />
        {found && (
          <Card title={technology.meaning} says={technology.known(day(found.known_on))}>
            <p className="max-w-[100ch] text-small text-ink-2">
              <Sentence>{found.definition}</Sentence> <Sentence>{found.caution}</Sentence>
            </p>
          </Card>
        )}
      </PageBody>
    </>
  );
}
