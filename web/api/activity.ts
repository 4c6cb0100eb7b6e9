"use client";
/** What happened, page by page; and whether there is more of it than is shown. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Happened = Shapes["Happened"];
export type ActivityKind = Shapes["ActivityKind"];

export interface ActivityAsk {
  from: string;
  to: string;
  kinds?: string | null;
  team_id?: string | null;
  repository_id?: string | null;
  developer_id?: string | null;
  bots?: boolean;
}

const MINUTE = 60_000;
const LATEST = 30;

const page = (workspace_id: string, ask: ActivityAsk, limit: number, cursor: string | null, signal: AbortSignal) =>
  answer(
    api.GET("/api/v1/workspaces/{workspace_id}/activity", {
      params: { path: { workspace_id }, query: { ...ask, limit, cursor } },
      signal,
    }),
  );

/** What is shown stays as it is until somebody asks for more: nothing moves under a reader's eyes. */
export function useActivity(workspace_id: string, ask: ActivityAsk) {
  return useInfiniteQuery({
    queryKey: ["activity", workspace_id, ask],
    queryFn: ({ signal, pageParam }) => page(workspace_id, ask, LATEST, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
  });
}

/** The newest there is, once a minute while the page is looked at; null before it is known. */
export function useNewest(workspace_id: string, ask: ActivityAsk): string | null {
  const query = useQuery({
    queryKey: ["activity-newest", workspace_id, ask],
    queryFn: ({ signal }) => page(workspace_id, ask, 1, null, signal),
    staleTime: MINUTE,
    refetchInterval: MINUTE,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: false,
  });
  return query.data?.items[0]?.id ?? null;
}
