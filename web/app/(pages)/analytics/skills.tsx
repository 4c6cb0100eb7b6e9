"use client";
/** What the people of the workspace, or of a team, know: the same drawing as on the page about skills. */
import { useSkills } from "@/api/analytics";
import { usePlace } from "@/app/_frame/place";
import { SkillMatrix } from "@/app/_skills/matrix";
import { analytics } from "@/text/en-analytics";

export function SkillsTab() {
  const { workspace, team } = usePlace();
  const query = useSkills(workspace.id, { team });
  return <SkillMatrix query={query} title={analytics.skills} says={analytics.skillsSays} />;
}
