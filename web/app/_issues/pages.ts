/** The pages about tracked work, in the order of their tabs. */
import { pageNames } from "@/text/en-pages";

export const ISSUES = "/insights/issues";
export const SPRINTS = "/insights/sprints";
export const ISSUE_PAGES = [
  { path: ISSUES, title: pageNames.issues },
  { path: SPRINTS, title: pageNames.sprints },
] as const;
