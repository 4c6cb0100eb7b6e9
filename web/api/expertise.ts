"use client";
/** What people know: one person's profile, the commits behind a skill, and people found by names and skills. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const IN = "/api/v1/workspaces/{workspace_id}";

export type Profile = Shapes["Profile"];
export type KnownSkill = Shapes["SkillWithConfidence"];
export type SkillKind = Shapes["SkillKind"];
export type Seniority = Shapes["Seniority"];
export type SeniorityPart = Shapes["SeniorityPart"];
export type FoundPerson = Shapes["FoundPerson"];

export function useProfile(workspace_id: string, developer_id: string) {
  return useQuery({
    queryKey: ["insights", workspace_id, "profile", developer_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${IN}/developers/{developer_id}/profile`, {
          params: { path: { workspace_id, developer_id } },
          signal,
        }),
      ),
    staleTime: KEEP,
  });
}

const COMMITS = 8;

export function useSkillCommits(workspace_id: string, developer_id: string, skill: string, kind: SkillKind) {
  return useInfiniteQuery({
    queryKey: ["insights", workspace_id, "profile", developer_id, "commits", kind, skill],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/intelligence/expertise/commits", {
          params: { query: { workspace_id, developer_id, skill, kind, limit: COMMITS, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
  });
}

/** People who fit every word, the best first; nothing is asked for without any. */
export function usePeopleSearch(workspace_id: string, q: string, options: { kind?: "human"; limit?: number } = {}) {
  return useQuery({
    queryKey: ["developers", workspace_id, "search", q, options],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${IN}/developers/search`, {
          params: { path: { workspace_id }, query: { q, ...options } },
          signal,
        }),
      ),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
}
