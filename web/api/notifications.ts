"use client";
/** What concerns the reader: how much of it is unread, the list, and what they want to hear of. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Notification = Shapes["Notification"];
export type NotificationKind = Shapes["NotificationKind"];

const MINUTE = 60_000;
const TOUCHED = ["notifications", "notifications-unread"];

/** Asked once a minute, and by nobody while no page is looked at. */
export function useUnread(workspace_id: string): number {
  const query = useQuery({
    queryKey: ["notifications-unread", workspace_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/notifications/unread", {
          params: { path: { workspace_id } },
          signal,
        }),
      ),
    staleTime: MINUTE,
    refetchInterval: MINUTE,
    refetchIntervalInBackground: false,
  });
  return query.data?.unread ?? 0;
}

export function useNotifications(workspace_id: string, { unread, limit }: { unread: boolean; limit: number }) {
  return useInfiniteQuery({
    queryKey: ["notifications", workspace_id, unread, limit],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/notifications", {
          params: { path: { workspace_id }, query: { unread, limit, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

/** Marks some as read, or all of them. */
export function useRead(workspace_id: string) {
  return useChange(
    (ids: string[] | null) =>
      answer(
        api.POST("/api/v1/workspaces/{workspace_id}/notifications/read", {
          params: { path: { workspace_id } },
          body: { ids },
        }),
      ),
    TOUCHED,
  );
}

export function usePreferences(workspace_id: string) {
  return useQuery({
    queryKey: ["notification-preferences", workspace_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/notifications/preferences", {
          params: { path: { workspace_id } },
          signal,
        }),
      ),
  });
}

export function useSetPreferences(workspace_id: string) {
  const client = useQueryClient();
  return useChange(async (muted: NotificationKind[]) => {
    const kept = await answer(
      api.PUT("/api/v1/workspaces/{workspace_id}/notifications/preferences", {
        params: { path: { workspace_id } },
        body: { muted },
      }),
    );
    client.setQueryData(["notification-preferences", workspace_id], kept);
    return kept;
  }, TOUCHED);
}
