/** Which metrics each page chooses to show, by key. The only place where pages name metrics; all else asks the catalogue. */
import type { Level, Metric } from "@/api/types";
import { availableAt } from "./drawing";

/** The strip at the head of a page. */
export const HEADLINE: Record<"workspace" | "team" | "repository" | "developer", readonly string[]> = {
  workspace: ["commits_count", "lines_added", "active_developers", "median_commit_size", "ai_assisted_share"],
  team: ["commits_count", "lines_added", "active_developers", "median_commit_size", "ai_assisted_share"],
  repository: ["commits_count", "lines_added", "active_developers", "median_commit_size", "ai_assisted_share"],
  developer: ["commits_count", "lines_added", "active_days", "median_commit_size", "ai_assisted_share"],
};

/** What is drawn over time, one at a time, the reader's choice. */
export const ACTIVITY: readonly string[] = [
  "commits_count",
  "lines_added",
  "lines_removed",
  "active_developers",
  "median_commit_size",
];

/** One square a day. */
export const CALENDAR = "commits_count";

/** What is compared with the period before to say what changed. */
export const CHANGED = "commits_count";

export const TABLES: Record<"developer" | "team" | "repository", readonly string[]> = {
  developer: ["commits_count", "lines_added", "lines_removed", "active_days"],
  team: ["commits_count", "lines_added", "active_developers", "median_commit_size"],
  repository: ["commits_count", "lines_added", "lines_removed", "active_developers"],
};

/** In which order families stand on a person's page. */
export const FAMILIES: readonly string[] = ["velocity", "efficiency", "quality", "collaboration", "sustainability"];

/** The chosen ones that this installation knows, at this level. */
export function known(keys: readonly string[], catalogue: readonly Metric[] | undefined, level: Level): Metric[] {
  const byKey = new Map(catalogue?.map((metric) => [metric.key, metric]));
  return keys
    .map((key) => byKey.get(key))
    .filter((metric): metric is Metric => metric !== undefined && availableAt(metric, level));
}
