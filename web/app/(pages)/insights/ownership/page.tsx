"use client";
/** Whose the code is: how many could leave, a map of who has what, what would be lost, whom to ask, what to read. */
import { useMemo, useState } from "react";
import { useOwnership, useTruckFactor } from "@/api/knowledge";
import { useChosen } from "@/app/_code/choose";
import { useAddress } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { ChooseRepository } from "@/app/_knowledge/choose";
import { FactorOverTime, FactorPeople, FactorTiles } from "@/app/_knowledge/factor";
import { KnowledgeFrame } from "@/app/_knowledge/frame";
import { Loss, type Somebody } from "@/app/_knowledge/loss";
import { OwnershipMap } from "@/app/_knowledge/map";
import { Owners } from "@/app/_knowledge/owners";
import { ReadingCard, WhoKnowsCard } from "@/app/_knowledge/who";
import { knowledge } from "@/text/en-knowledge";
import { Card } from "@/ui/basic";
import { Empty } from "@/ui/states";

export default function OwnershipPage() {
  const chosen = useChosen();
  return (
    <KnowledgeFrame filter={<ChooseRepository />}>
      {chosen === null ? (
        <Card>
          <Empty>{knowledge.noRepository}</Empty>
        </Card>
      ) : (
        <Whole key={chosen?.id} repository={chosen?.id ?? null} />
      )}
    </KnowledgeFrame>
  );
}

function Whole({ repository }: { repository: string | null }) {
  const { workspace } = usePlace();
  const folder = useAddress().folder ?? "";
  const factor = useTruckFactor(workspace.id, repository);
  const ownership = useOwnership(workspace.id, repository, folder);
  const [gone, setGone] = useState<string | null>(null);
  const people = useMemo(() => everybody(factor.data, ownership.data), [factor.data, ownership.data]);
  const chosen = gone ?? factor.data?.people[0]?.developer.id ?? null;
  return (
    <>
      <FactorTiles query={factor} />
      <div className="grid gap-4 lg:grid-cols-3">
        <OwnershipMap query={ownership} className="lg:col-span-2" />
        <div className="flex flex-col gap-4">
          <FactorOverTime query={factor} />
          <FactorPeople query={factor} chosen={chosen} onChoose={setGone} />
        </div>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Owners query={ownership} chosen={chosen} onChoose={setGone} />
        <Loss people={people} chosen={chosen} onChoose={setGone} repository={repository} />
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <WhoKnowsCard key={folder} repository={repository} folder={folder} />
        <ReadingCard repository={repository} folder={folder} className="lg:col-span-2" />
      </div>
    </>
  );
}

/** Whose leaving may be tried: those the truck factor names, then the owners of what is shown. */
function everybody(
  factor: ReturnType<typeof useTruckFactor>["data"],
  ownership: ReturnType<typeof useOwnership>["data"],
): Somebody[] {
  const found = new Map<string, Somebody>();
  for (const { developer } of [...(factor?.people ?? []), ...(ownership?.owners ?? [])]) {
    found.set(developer.id, developer);
  }
  return [...found.values()];
}
