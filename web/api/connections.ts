"use client";
/** What the pages ask and change about connections to providers. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import { isActive } from "./hooks";
import type { Shapes } from "./types";

export type Connection = Shapes["Connection"];
export type ConnectionHealth = Shapes["ConnectionHealth"];
export type ScopeHealth = Shapes["ScopeHealth"];
export type StreamHealth = Shapes["StreamHealth"];
export type Condition = Shapes["Condition"];
export type Checked = Shapes["CheckedConnection"];
export type Guide = Shapes["Guide"];
export type Provider = Shapes["Provider"];
export type Followable = Shapes["Followable"];
export type HookSecret = Shapes["HookSecret"];
export type Delivery = Shapes["Delivery"];

const WS = "/api/v1/workspaces/{workspace_id}";
const ONE = `${WS}/connections/{connection_id}` as const;
const OFTEN = 1500;
const SELDOM = 20_000;
const MOST = 200;

export function useConnections(workspace_id: string) {
  return useQuery({
    queryKey: ["connections", workspace_id],
    queryFn: async ({ signal }) => {
      const page = await answer(
        api.GET(`${WS}/connections`, { params: { path: { workspace_id }, query: { limit: MOST } }, signal }),
      );
      return page.items;
    },
  });
}

export function useConnection(workspace_id: string, connection_id: string) {
  return useQuery({
    queryKey: ["connections", workspace_id, connection_id],
    queryFn: ({ signal }) => answer(api.GET(ONE, { params: { path: { workspace_id, connection_id } }, signal })),
  });
}

/** How to come to a token for a provider. */
export function useGuide(workspace_id: string, provider: Provider, base_url: string) {
  return useQuery({
    queryKey: ["guide", workspace_id, provider, base_url],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${WS}/connections/guide`, {
          params: { path: { workspace_id }, query: { provider, ...(base_url ? { base_url } : {}) } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** How every connection is; often while one is being read. */
export function useSyncHealth(workspace_id: string) {
  return useQuery({
    queryKey: ["health", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${WS}/sync-health`, { params: { path: { workspace_id } }, signal })),
    refetchInterval: (query) => (query.state.data?.some((one) => isActive(one.active_job)) ? OFTEN : SELDOM),
  });
}

export function useHealth(workspace_id: string, connection_id: string) {
  return useQuery({
    queryKey: ["health", workspace_id, connection_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${ONE}/health`, { params: { path: { workspace_id, connection_id } }, signal })),
    refetchInterval: (query) => (isActive(query.state.data?.active_job) ? OFTEN : SELDOM),
  });
}

/** What the token can see, page by page: there may be thousands. */
export function useAvailable(workspace_id: string, connection_id: string, q: string) {
  return useInfiniteQuery({
    queryKey: ["available", workspace_id, connection_id, q],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${ONE}/available`, {
          params: {
            path: { workspace_id, connection_id },
            query: { limit: 100, cursor: pageParam, ...(q ? { q } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function useFollowed(workspace_id: string, connection_id: string) {
  return useQuery({
    queryKey: ["followed", workspace_id, connection_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${ONE}/followed`, { params: { path: { workspace_id, connection_id } }, signal })),
  });
}

export function useDeliveries(workspace_id: string, connection_id: string, state: Delivery["state"] | null) {
  return useInfiniteQuery({
    queryKey: ["deliveries", workspace_id, connection_id, state],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${ONE}/deliveries`, {
          params: {
            path: { workspace_id, connection_id },
            query: { limit: 20, cursor: pageParam, ...(state ? { state } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: SELDOM,
  });
}

const ALL = ["connections", "health", "followed", "repositories", "jobs"] as const;

export function useConnecting(workspace_id: string) {
  const path = { workspace_id };
  return {
    check: useChange(
      (body: Shapes["Wanted"]) => answer(api.POST(`${WS}/connections/check`, { params: { path }, body })),
      [],
    ),
    make: useChange(
      (body: Shapes["NewConnection"]) => answer(api.POST(`${WS}/connections`, { params: { path }, body })),
      ALL,
    ),
    startDevice: useChange(
      (body: Shapes["DeviceWish"]) => answer(api.POST(`${WS}/connections/device/start`, { params: { path }, body })),
      [],
    ),
    pollDevice: useChange(
      (body: Shapes["DevicePoll"]) => answer(api.POST(`${WS}/connections/device/poll`, { params: { path }, body })),
      ALL,
    ),
  };
}

export function useConnectionChanges(workspace_id: string, connection_id: string) {
  const params = { path: { workspace_id, connection_id } };
  return {
    sync: useChange((full: boolean) => answer(api.POST(`${ONE}/sync`, { params, body: { full } })), ["health", "jobs"]),
    replay: useChange(() => answer(api.POST(`${ONE}/replay`, { params })), ["health", "jobs"]),
    change: useChange((body: Shapes["ConnectionChange"]) => answer(api.PATCH(ONE, { params, body })), ALL),
    follow: useChange(
      (body: Shapes["Following"]) => answer(api.PUT(`${ONE}/followed`, { params, body })),
      [...ALL, "available"],
    ),
    tokens: useChange((body: Shapes["NewTokens"]) => answer(api.PUT(`${ONE}/tokens`, { params, body })), ALL),
    remove: useChange(() => answer(api.DELETE(ONE, { params })), ALL),
    hook: useChange((body: Shapes["NewHookSecret"]) => answer(api.POST(`${ONE}/webhook`, { params, body })), ALL),
    replayDeliveries: useChange(
      () => answer(api.POST(`${ONE}/deliveries/replay`, { params })),
      ["deliveries", "health"],
    ),
  };
}
