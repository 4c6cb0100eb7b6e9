"use client";
/** What the overview asks beside its readings: the latest week against its own past, and where a team's reviews wait. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Health = Shapes["Health"];
export type HealthPart = Shapes["HealthPart"];
export type TeamFlow = Shapes["TeamFlow"];
export type ReviewLoad = Shapes["ReviewLoad"];

const IN = "/api/v1/workspaces/{workspace_id}/insights";
const KEEP = 60_000;

/** The latest closed week, part by part, beside the twelve before it. */
export function useHealth(workspace_id: string) {
  return useQuery({
    queryKey: ["insights", workspace_id, "health"],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/workspace/health`, { params: { path: { workspace_id } }, signal })),
    staleTime: KEEP,
  });
}

/** What a team has open now, by stage. */
export function useTeamFlow(workspace_id: string, team_id: string | null) {
  return useQuery({
    queryKey: ["insights", workspace_id, "team flow", team_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${IN}/teams/{team_id}/flow`, { params: { path: { workspace_id, team_id: team_id ?? "" } }, signal }),
      ),
    enabled: team_id !== null,
    staleTime: KEEP,
  });
}

/** How a team's reviews are spread over its people. */
export function useReviewLoad(workspace_id: string, team_id: string | null, query: { from: string; to: string }) {
  return useQuery({
    queryKey: ["insights", workspace_id, "review load", team_id, query],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${IN}/teams/{team_id}/review-load`, {
          params: { path: { workspace_id, team_id: team_id ?? "" }, query },
          signal,
        }),
      ),
    enabled: team_id !== null,
    staleTime: KEEP,
  });
}
