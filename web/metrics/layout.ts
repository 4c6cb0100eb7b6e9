/** Which metrics each page chooses to show, by key. The only place where pages name metrics; all else asks the catalogue. */
import type { Level, Metric } from "@/api/types";
import { availableAt } from "./drawing";

export type Whose = "workspace" | "team" | "repository" | "developer";

const GROUP = [
  "commits_count",
  "prs_merged",
  "avg_pr_cycle_time_hours",
  "avg_time_to_first_review_hours",
  "active_developers",
  "lines_added",
  "median_commit_size",
  "ai_assisted_share",
];

/** What the strip at the head of a page shows: the first few of which there is something to tell. */
export const HEADLINE: Record<Whose, readonly string[]> = {
  workspace: GROUP,
  team: GROUP,
  repository: GROUP,
  developer: GROUP.map((key) => (key === "active_developers" ? "active_days" : key)),
};
export const MOST_HEADLINES = 5;

/** What is drawn over time, one at a time, the reader's choice. */
export const ACTIVITY: readonly string[] = [
  "commits_count",
  "lines_added",
  "lines_removed",
  "active_developers",
  "median_commit_size",
  "prs_merged",
  "avg_pr_cycle_time_hours",
  "avg_time_to_first_review_hours",
  "review_given_count",
];

/** One square a day. */
export const CALENDAR = "commits_count";

/** What is compared with the period before to say what changed. */
export const CHANGED = "commits_count";

/** How long a team's reviews take: until the first one, and the stages from ready to merged, which add up. */
export const REVIEWS = {
  first: "avg_time_to_first_review_hours",
  stages: { pickup: "pr_pickup_hours", review: "pr_review_hours", merge: "pr_merge_hours" },
} as const;

export const TABLES: Record<"developer" | "team" | "repository", readonly string[]> = {
  developer: ["commits_count", "lines_added", "lines_removed", "active_days"],
  team: ["commits_count", "prs_merged", "avg_pr_cycle_time_hours", "avg_time_to_first_review_hours"],
  repository: ["commits_count", "lines_added", "lines_removed", "active_developers"],
};

/** What is held beside each other first; a family of the catalogue follows at the reader's wish. */
export const COMPARED: Record<"developer" | "team" | "repository", readonly string[]> = {
  developer: [
    "commits_count",
    "prs_merged",
    "avg_pr_cycle_time_hours",
    "review_turnaround_hours",
    "review_given_count",
    "median_commit_size",
  ],
  team: [
    "avg_time_to_first_review_hours",
    "avg_pr_cycle_time_hours",
    "prs_merged",
    "commits_count",
    "review_given_count",
    "active_developers",
  ],
  repository: [
    "avg_time_to_first_review_hours",
    "avg_pr_cycle_time_hours",
    "prs_merged",
    "commits_count",
    "active_developers",
    "median_commit_size",
  ],
};

/** In which order families stand. */
export const FAMILIES: readonly string[] = ["velocity", "efficiency", "quality", "collaboration", "sustainability"];

/** What tells most of a family, first; the rest of it follows in the catalogue's order. */
const TELLING: readonly string[] = [
  "commits_count",
  "prs_merged",
  "median_commit_size",
  "active_days",
  "avg_pr_cycle_time_hours",
  "avg_time_to_first_review_hours",
  "avg_pr_size",
  "rework_ratio",
  "pr_coding_hours",
  "pr_pickup_hours",
  "pr_review_hours",
  "pr_merge_hours",
  "review_turnaround_hours",
  "review_participation_rate",
  "avg_review_depth",
  "self_merge_rate",
  "unique_collaborators",
  "review_given_count",
  "review_received_count",
  "cross_team_pr_ratio",
];

/** Which column of its rows a number is made of, where there are many: it stands next to what the row is. */
export const COLUMN_OF: Readonly<Record<string, string>> = {
  avg_pr_cycle_time_hours: "cycle_hours",
  avg_pr_size: "size",
  first_commit_to_merge_hours: "first_commit_hours",
  pr_coding_hours: "coding_hours",
  pr_pickup_hours: "pickup_hours",
  pr_review_hours: "review_hours",
  pr_merge_hours: "merge_hours",
  pr_deploy_hours: "deploy_hours",
  self_merge_rate: "is_self_merged",
  cross_team_pr_ratio: "crosses_team",
};

/** The chosen ones that this installation knows, at this level. */
export function known(keys: readonly string[], catalogue: readonly Metric[] | undefined, level: Level): Metric[] {
  const byKey = new Map(catalogue?.map((metric) => [metric.key, metric]));
  return keys
    .map((key) => byKey.get(key))
    .filter((metric): metric is Metric => metric !== undefined && availableAt(metric, level));
}

/** A metric with those it must not be shown without. */
export interface Together {
  metric: Metric;
  beside: readonly Metric[];
}

export interface FamilyShape {
  family: string;
  first: readonly Together[];
  rest: readonly Together[];
}

/** The families of a level: what tells most first, as many as `most` says, and what must be seen together together. */
export function families(catalogue: readonly Metric[], level: Level, most: (family: string) => number): FamilyShape[] {
  const here = catalogue.filter((metric) => availableAt(metric, level));
  const names = [...new Set([...FAMILIES, ...here.map((metric) => metric.family)])];
  return names.flatMap((family) => {
    const members = here.filter((metric) => metric.family === family);
    const besides = new Set(members.flatMap((metric) => metric.beside));
    const all = members
      .filter((metric) => !besides.has(metric.key))
      .sort((a, b) => place(a) - place(b))
      .map((metric) => ({ metric, beside: known(metric.beside, here, level) }));
    // A button that shows one more takes as much room as that one.
    const cut = all.length <= most(family) + 1 ? all.length : most(family);
    return all.length === 0 ? [] : [{ family, first: all.slice(0, cut), rest: all.slice(cut) }];
  });
}

function place({ key }: Metric): number {
  const found = TELLING.indexOf(key);
  return found < 0 ? TELLING.length : found;
}
