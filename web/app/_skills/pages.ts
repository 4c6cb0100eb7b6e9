/** The pages about what people know, in the order of their tabs. */
import { pageNames } from "@/text/en-pages";
import { profile } from "@/text/en-profile";
import { skills } from "@/text/en-skills";

export const MATCHING = "/insights/matching";
export const SKILL_PAGES = [
  { path: "/insights/skills", title: skills.team },
  { path: "/insights/profile", title: profile.tab },
  { path: MATCHING, title: pageNames.matching },
] as const;
