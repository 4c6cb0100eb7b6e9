"use client";
/** What a team knows, what it lacks, and who could take a piece of work. */
import { useSkills } from "@/api/analytics";
import { useBusFactor, useGaps } from "@/api/skills";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { GapList } from "@/app/_skills/gaps";
import { GrowthWish } from "@/app/_skills/growth";
import { SkillMatrix } from "@/app/_skills/matrix";
import { SkillTabs } from "@/app/_skills/tabs";
import { SkillTiles } from "@/app/_skills/tiles";
import { WhoCouldTakeThis } from "@/app/_skills/who";
import { skills } from "@/text/en-skills";

export default function TeamSkills() {
  const { workspace, team } = usePlace();
  const known = useSkills(workspace.id, { team });
  const gaps = useGaps(workspace.id, team);
  const bus = useBusFactor(workspace.id, team);
  return (
    <>
      <PageHead title={skills.title} name={`${skills.team} · ${skills.title}`} teams says="" />
      <PageBody>
        <SkillTabs />
        <SkillTiles
          known={known.data}
          gaps={team === null ? undefined : gaps.data}
          bus={team === null ? undefined : bus.data}
        />
        <WhoCouldTakeThis />
        {team !== null && <GapList query={gaps} />}
        <SkillMatrix query={known} title={skills.team} says={skills.teamSays} />
        <GrowthWish />
      </PageBody>
    </>
  );
}
