"use client";
/** What repositories are made with, and how a technology's versions came and went. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/intelligence/team/{workspace_id}/technology";

export type TeamTechnology = Shapes["TeamTechnology"];
export type InUse = Shapes["TechnologyInUse"];
export type TechnologyUse = Shapes["TechnologyUse"];
export type TechnologyHistory = Shapes["TechnologyHistory"];
export type Stay = Shapes["TechnologyStay"];
export type VersionStatus = NonNullable<Stay["status"]>;

export function useTeamTechnology(workspace_id: string) {
  return useQuery({
    queryKey: ["technology", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(AT, { params: { path: { workspace_id } }, signal })),
    staleTime: KEEP,
  });
}

export function useTechnologyHistory(workspace_id: string, technology: string | null) {
  return useQuery({
    queryKey: ["technology", workspace_id, "history", technology],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${AT}/history`, {
          params: { path: { workspace_id }, query: { technology: technology ?? "" } },
          signal,
        }),
      ),
    enabled: technology !== null,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}
