"use client";
/** What a workspace decided about its people's data, who is to be forgotten, and who looked at whom. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type PrivacySettings = Shapes["PrivacySettings"];
export type Expired = Shapes["Expired"];
export type Erasure = Shapes["Erasure"];
export type Access = Shapes["Access"];
export type InsightSettings = Shapes["InsightSettings"];

const BASE = "/api/v1/workspaces/{workspace_id}";

export function usePrivacySettings(workspace_id: string) {
  return useQuery({
    queryKey: ["privacy settings", workspace_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${BASE}/privacy/settings`, { params: { path: { workspace_id } }, signal })),
  });
}

export function useExpired(workspace_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["privacy expired", workspace_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${BASE}/privacy/retention`, { params: { path: { workspace_id } }, signal })),
    enabled,
  });
}

export function useInsightSettings(workspace_id: string) {
  return useQuery({
    queryKey: ["insight settings", workspace_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${BASE}/insights/settings`, { params: { path: { workspace_id } }, signal })),
  });
}

export function useConsent(workspace_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["llm consent", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${BASE}/me/llm-consent`, { params: { path: { workspace_id } }, signal })),
    enabled,
  });
}

export function useErasures(workspace_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["erasures", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${BASE}/erasures`, { params: { path: { workspace_id } }, signal })),
    enabled,
  });
}

export function useAccesses(workspace_id: string, developer_id: string) {
  return useInfiniteQuery({
    queryKey: ["access log", workspace_id, developer_id],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${BASE}/insights/developers/{developer_id}/access-log`, {
          params: { path: { workspace_id, developer_id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function usePrivacyChanges(workspace_id: string) {
  const path = { workspace_id };
  const erasure = (erasure_id: string) => ({ path: { workspace_id, erasure_id } });
  return {
    set: useChange(
      (body: Shapes["PrivacyWish"]) => answer(api.PUT(`${BASE}/privacy/settings`, { params: { path }, body })),
      ["privacy settings", "privacy expired", "llm consent"],
    ),
    state: useChange(
      (body: Shapes["InsightSettingsWish"]) => answer(api.PUT(`${BASE}/insights/settings`, { params: { path }, body })),
      ["insight settings"],
    ),
    consent: useChange(
      (refused: boolean) => answer(api.PUT(`${BASE}/me/llm-consent`, { params: { path }, body: { refused } })),
      ["llm consent", "privacy settings"],
    ),
    erase: useChange(
      ({ developer_id, dry_run }: { developer_id: string; dry_run: boolean }) =>
        answer(
          api.POST(`${BASE}/developers/{developer_id}/erasure`, {
            params: { path: { workspace_id, developer_id } },
            body: { dry_run },
          }),
        ),
      ["erasures"],
    ),
    confirm: useChange(
      (id: string) => answer(api.POST(`${BASE}/erasures/{erasure_id}/confirm`, { params: erasure(id) })),
      ["erasures"],
    ),
    refuse: useChange(
      (id: string) => answer(api.POST(`${BASE}/erasures/{erasure_id}/refuse`, { params: erasure(id) })),
      ["erasures"],
    ),
  };
}
