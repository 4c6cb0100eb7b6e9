"use client";
import { useHotspots } from "@/api/code";
/** Where the code of a repository is likely to hurt. */
import { useRepositories } from "@/api/hooks";
import { ChooseRepository, useChosen, useWindow } from "@/app/_code/choose";
import { CouplingPart } from "@/app/_code/coupling";
import { Ranking } from "@/app/_code/ranking";
import { RiskPart } from "@/app/_code/risk";
import { Scatter, scatterTable } from "@/app/_code/scatter";
import { SurvivalPart } from "@/app/_code/survival";
import { SuspectsPart } from "@/app/_code/suspects";
import { usePlace } from "@/app/_frame/place";
import { KnowledgeFrame } from "@/app/_knowledge/frame";
import { Figure } from "@/metrics/figure";
import { code } from "@/text/en-code";
import { Card, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";

const HEIGHT = 380;

export default function HotspotsPage() {
  const { workspace } = usePlace();
  const all = useRepositories(workspace.id);
  const chosen = useChosen();
  return (
    <KnowledgeFrame filter={<ChooseRepository />}>
      {all.error ? (
        <Card>
          <Wrong error={all.error} retry={() => void all.refetch()} className="p-0!" />
        </Card>
      ) : chosen === undefined ? (
        <Skeleton className="h-[480px]" />
      ) : chosen === null ? (
        <Card>
          <Empty title={code.noRepository} action={<ButtonLink href="/?add">{code.addRepository}</ButtonLink>}>
            {code.noRepositorySays}
          </Empty>
        </Card>
      ) : (
        <Content key={chosen.id} repository={chosen.id} />
      )}
    </KnowledgeFrame>
  );
}

function Content({ repository }: { repository: string }) {
  const { workspace } = usePlace();
  const window = useWindow();
  const of = { repository, window };
  const query = useHotspots(workspace.id, of, null);
  const found = query.data;
  return (
    <>
      <Figure
        title={code.hotspots}
        says={found ? code.hotspotsSay(found.files.length, found.n, found.not_measured) : "\u00a0"}
        height={HEIGHT}
        query={query}
        empty={found?.reason ?? null}
        table={found ? scatterTable(found.files) : null}
      >
        {found && found.files.length > 0 && <Scatter files={found.files} height={HEIGHT} />}
      </Figure>
      {found?.reason == null && !query.error && (
        <Ranking of={of} files={found?.files ?? []} loading={query.isPending} caution={found?.caution ?? ""} />
      )}
      <CouplingPart of={of} />
      <SurvivalPart repository={repository} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SuspectsPart of={of} />
        <RiskPart repository={repository} />
      </div>
    </>
  );
}
