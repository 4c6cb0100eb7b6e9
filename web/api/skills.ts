"use client";
/** What a team knows and lacks, who could take a piece of work, and what somebody wishes to learn. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const TEAM = "/api/v1/workspaces/{workspace_id}/teams/{team_id}";
const GROWTH = "/api/v1/workspaces/{workspace_id}/me/growth";

export type Gaps = Shapes["TeamGaps"];
export type Gap = Shapes["SkillGap"];
export type BusFactor = Shapes["TeamBusFactor"];
export type Match = Shapes["Match"];
export type Candidate = Shapes["CandidateRow"];
export type Question = Partial<Shapes["MatchWish"]>;

/** Of a team; nothing is asked while none is chosen. */
export function useGaps(workspace_id: string, team_id: string | null) {
  return useQuery({
    queryKey: ["insights", workspace_id, "gaps", team_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${TEAM}/gaps`, { params: { path: { workspace_id, team_id: team_id ?? "" } }, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
    enabled: team_id !== null,
  });
}

/** Of a team: the one definition there is, as on the pages about ownership. */
export function useBusFactor(workspace_id: string, team_id: string | null) {
  return useQuery({
    queryKey: ["insights", workspace_id, "bus-factor", team_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${TEAM}/bus-factor`, { params: { path: { workspace_id, team_id: team_id ?? "" } }, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
    enabled: team_id !== null,
  });
}

/** An answer is kept with an id, so that what came of it can be said: the page does not ask again by itself. */
export function useMatch(workspace_id: string, wish: Question | null) {
  return useQuery({
    queryKey: ["matching", workspace_id, wish],
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/v1/matching", {
          params: { query: { workspace_id } },
          body: wish as Shapes["MatchWish"],
          signal,
        }),
      ),
    enabled: wish !== null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    placeholderData: wish === null ? undefined : keepPreviousData,
  });
}

/** Whether somebody took it; null takes it back. */
export function useDecide(workspace_id: string, match_id: string) {
  return useChange(
    ({ developer_id, verdict }: { developer_id: string; verdict: Shapes["MatchOutcome"] | null }) =>
      answer(
        api.PUT("/api/v1/matching/{match_id}/candidates/{developer_id}", {
          params: { path: { match_id, developer_id }, query: { workspace_id } },
          body: { verdict },
        }),
      ),
    [],
  );
}

export function useGrowth(workspace_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["growth", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(GROWTH, { params: { path: { workspace_id } }, signal })),
    enabled,
  });
}

export function useSetGrowth(workspace_id: string) {
  return useChange(
    (skills: string[]) => answer(api.PUT(GROWTH, { params: { path: { workspace_id } }, body: { skills } })),
    ["growth"],
  );
}
