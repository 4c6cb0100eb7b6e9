"use client";
/** How many know what, and how many gaps there are: the first look at a team. */
import Link from "next/link";
import type { ReactNode } from "react";
import type { SkillHeatmap } from "@/api/analytics";
import type { BusFactor, Gaps } from "@/api/skills";
import { useHref } from "@/app/_frame/address";
import { count, NOTHING } from "@/metrics/format";
import { skills } from "@/text/en-skills";
import { Card } from "@/ui/basic";

export function SkillTiles({
  known,
  gaps,
  bus,
}: {
  known: SkillHeatmap | undefined;
  gaps: Gaps | undefined;
  bus: BusFactor | undefined;
}) {
  const href = useHref();
  const held = known?.skills.filter(({ depths }) => isHeld(depths)).length;
  return (
    <div className="grid grid-cols-2 gap-4 max-lg:[&>*:last-child:nth-child(odd)]:col-span-2 lg:grid-flow-col lg:grid-cols-none lg:auto-cols-fr">
      <Tile title={skills.peopleN} says={skills.peopleSays} value={known?.people} />
      <Tile title={skills.known} says={skills.knownSays} value={held} />
      <Tile
        title={skills.gapsN}
        says={gaps ? (gaps.withheld ?? skills.gapsSays(gaps.n)) : skills.chooseTeam}
        value={gaps?.gaps?.length}
      />
      {bus && (
        <Tile
          title={skills.bus}
          says={
            <>
              <span title={bus.definition}>{skills.busSays(bus.n)}</span>{" "}
              <Link href={href("/insights/ownership")} className="whitespace-nowrap text-accent-ink hover:underline">
                {skills.busWhere}
              </Link>
            </>
          }
          value={bus.value}
        />
      )}
    </div>
  );
}

export function isHeld(depths: Record<string, number>): boolean {
  return Object.entries(depths).some(([depth, people]) => depth !== "novice" && people > 0);
}

export function Tile({ title, says, value }: { title: string; says: ReactNode; value: number | null | undefined }) {
  return (
    <Card>
      <p className="text-small text-ink-2">{title}</p>
      <p className="figures text-[24px] leading-8 font-semibold">
        {value === null || value === undefined ? <span className="text-ink-3">{NOTHING}</span> : count(value)}
      </p>
      <p className="text-small text-ink-3">{says}</p>
    </Card>
  );
}
