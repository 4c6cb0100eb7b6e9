"use client";
/** What the settings ask and change about how numbers are counted. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import { every } from "./hooks";
import type { Shapes } from "./types";

export type InsightSettings = Shapes["InsightSettings"];
export type InsightSettingsWish = Shapes["InsightSettingsWish"];
export type SettingChange = Shapes["SettingChange"];
export type OwnersOf = Shapes["Owners"];

const BASE = "/api/v1/workspaces/{workspace_id}/insights/settings";

export function useSettingChanges(workspace_id: string) {
  return useInfiniteQuery({
    queryKey: ["insight settings", workspace_id, "changes"],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${BASE}/changes`, {
          params: { path: { workspace_id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useChangeSettings(workspace_id: string) {
  return useChange(
    (body: InsightSettingsWish) => answer(api.PUT(BASE, { params: { path: { workspace_id } }, body })),
    ["insight settings", "insights", "jobs"],
  );
}

export type OwnedRepository = Shapes["OwnedRepository"];
export type OwnerSuggestion = Shapes["OwnerSuggestion"];

const ALL = "/api/v1/workspaces/{workspace_id}/repository-owners";
const OWNERS = "/api/v1/workspaces/{workspace_id}/repositories/{repository_id}/owners";

/** All repositories by name, each with the teams that own it now. */
export function useOwned(workspace_id: string) {
  return useQuery({
    queryKey: ["owners", workspace_id],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(api.GET(ALL, { params: { path: { workspace_id }, query: { limit: 200, cursor } }, signal })),
      ),
  });
}

/** One repository's owners with all there ever were. */
export function useOwners(workspace_id: string, repository_id: string) {
  return useQuery({
    queryKey: ["owners", workspace_id, repository_id],
    queryFn: ({ signal }) => answer(api.GET(OWNERS, { params: { path: { workspace_id, repository_id } }, signal })),
  });
}

/** Who seems to own it, by who works in it. */
export function useOwnerSuggestion(workspace_id: string, repository_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["owners", workspace_id, repository_id, "suggestion"],
    queryFn: ({ signal }) =>
      answer(api.GET(`${OWNERS}/suggestion`, { params: { path: { workspace_id, repository_id } }, signal })),
    enabled,
    staleTime: 60_000,
  });
}

export function useSetOwners(workspace_id: string) {
  return useChange(
    ({ repository_id, ...body }: { repository_id: string } & Shapes["NewOwners"]) =>
      answer(api.PUT(OWNERS, { params: { path: { workspace_id, repository_id } }, body })),
    ["owners", "insights", "jobs"],
  );
}
