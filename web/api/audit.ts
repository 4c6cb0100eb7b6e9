"use client";
/** The audit log: pages of events, and what walking the whole of it found. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type AuditEvent = Shapes["AuditEvent"];
export type Verdict = Shapes["AuditVerdict"];

const LOG = "/api/v1/workspaces/{workspace_id}/audit";

/** `action` is one, or the first word of several; empty asks for all. */
export function useAuditEvents(workspace_id: string, action: string) {
  return useInfiniteQuery({
    queryKey: ["audit", workspace_id, action],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(LOG, {
          params: { path: { workspace_id }, query: { limit: 50, cursor: pageParam, ...(action ? { action } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function useVerdict(workspace_id: string) {
  return useQuery({
    queryKey: ["audit verdict", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${LOG}/verify`, { params: { path: { workspace_id } }, signal })),
    staleTime: 60_000,
  });
}
