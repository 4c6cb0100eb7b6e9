/** Which kinds stand together in the filter, and the picture of each. */
import {
  CircleCheck,
  FolderPlus,
  GitCommitHorizontal,
  GitMerge,
  GitPullRequest,
  GitPullRequestClosed,
  type LucideIcon,
  MessageSquareText,
  Rocket,
  Siren,
  Tag,
} from "lucide-react";
import type { ActivityKind } from "@/api/activity";

export const GROUPS = {
  all: [],
  pulls: ["pull_opened", "pull_merged", "pull_closed"],
  reviews: ["review"],
  delivery: ["deployment", "incident_opened", "incident_resolved"],
  issues: ["issue_done"],
  code: ["push", "release", "repository_added"],
} as const satisfies Record<string, readonly ActivityKind[]>;
export type Group = keyof typeof GROUPS;

export function readGroup(text: string | null): Group {
  return text !== null && Object.hasOwn(GROUPS, text) ? (text as Group) : "all";
}

export const PICTURES: Record<ActivityKind, LucideIcon> = {
  push: GitCommitHorizontal,
  repository_added: FolderPlus,
  issue_done: CircleCheck,
  pull_opened: GitPullRequest,
  review: MessageSquareText,
  pull_closed: GitPullRequestClosed,
  pull_merged: GitMerge,
  release: Tag,
  deployment: Rocket,
  incident_opened: Siren,
  incident_resolved: Siren,
};
