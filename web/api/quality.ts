"use client";
/** How whole and how fresh what numbers rest on is. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Span } from "./insights";
import type { Shapes } from "./types";

export type DataCheck = Shapes["Check"];
export type Mend = Shapes["Mend"];
export type SyncStatus = Shapes["SyncStatus"];

const IN = "/api/v1/workspaces/{workspace_id}/insights";

export interface ChecksAsk extends Span {
  subject: string;
}

export function useChecks(workspace_id: string, query: ChecksAsk) {
  return useQuery({
    queryKey: ["insights", workspace_id, "data-quality", query],
    queryFn: async ({ signal }) =>
      (await answer(api.GET(`${IN}/data-quality`, { params: { path: { workspace_id }, query }, signal }))).checks,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function useSyncStatus(workspace_id: string) {
  return useQuery({
    queryKey: ["insights", workspace_id, "sync-status"],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/sync-status`, { params: { path: { workspace_id } }, signal })),
    refetchInterval: (query) => ((query.state.data?.repositories.syncing ?? 0) > 0 ? 3000 : 30_000),
  });
}
