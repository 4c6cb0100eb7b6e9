/** The pages about what people know, in the order of their tabs. */
import { skills } from "@/text/en-skills";

export const SKILL_PAGES = [{ path: "/insights/skills", title: skills.team }] as const;
