"use client";
/** What the pages ask the API, by name. Answers are kept, shared between parts of a page, and asked for again when stale. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Developer, Job, Page } from "./types";

const OFTEN = 1500;
const SELDOM = 15_000;

export function isActive(job: Job | null | undefined): boolean {
  return job?.state === "queued" || job?.state === "running";
}

/** A question about a workspace waits until there is one. */
const inside = (workspace_id: string | undefined) => ({ workspace_id: workspace_id ?? "" });
const MOST = 200;

/** All pages of a list, one after the other. */
export async function every<T>(page: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const { items: more, next_cursor }: Page<T> = await page(cursor);
    items.push(...more);
    cursor = next_cursor;
  } while (cursor !== null);
  return items;
}

/** Who asks, and their workspaces; asked again and again while there is none, since one may be in the making. */
export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/me", { signal })),
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.data?.workspaces.length === 0 ? 2000 : false),
    retry: false,
  });
}

export function useWorkspace(ws: string) {
  return useQuery({
    queryKey: ["workspace", ws],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/workspaces/{workspace_id}", { params: { path: inside(ws) }, signal })),
  });
}

export function useRepositories(ws: string | undefined) {
  return useQuery({
    queryKey: ["repositories", ws],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(
          api.GET("/api/v1/workspaces/{workspace_id}/repositories", {
            params: { path: inside(ws), query: { limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
    enabled: ws !== undefined,
    refetchInterval: (query) => (query.state.data?.some((one) => isActive(one.active_job)) ? OFTEN : false),
  });
}

export function useRepository(ws: string, repository_id: string) {
  return useQuery({
    queryKey: ["repositories", ws, repository_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/repositories/{repository_id}", {
          params: { path: { ...inside(ws), repository_id } },
          signal,
        }),
      ),
    refetchInterval: (query) => (isActive(query.state.data?.active_job) ? OFTEN : false),
  });
}

export function useJobs(ws: string | undefined) {
  return useQuery({
    queryKey: ["jobs", ws],
    queryFn: async ({ signal }) => {
      const page = await answer(
        api.GET("/api/v1/workspaces/{workspace_id}/jobs", {
          params: { path: inside(ws), query: { limit: 20 } },
          signal,
        }),
      );
      return page.items;
    },
    enabled: ws !== undefined,
    refetchInterval: (query) => (query.state.data?.some(isActive) ? OFTEN : SELDOM),
  });
}

export function useJob(ws: string, job_id: string | null) {
  return useQuery({
    queryKey: ["jobs", ws, job_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/jobs/{job_id}", {
          params: { path: { ...inside(ws), job_id: job_id ?? "" } },
          signal,
        }),
      ),
    enabled: job_id !== null,
    refetchInterval: (query) => (query.state.data && !isActive(query.state.data) ? false : 700),
  });
}

export function useDevelopers(
  ws: string | undefined,
  options: { q?: string; kind?: Developer["kind"] } = {},
  enabled = true,
) {
  return useInfiniteQuery({
    queryKey: ["developers", ws, options],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/developers", {
          params: { path: inside(ws), query: { ...options, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled: enabled && ws !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useDeveloper(ws: string, developer_id: string) {
  return useQuery({
    queryKey: ["developer", ws, developer_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/developers/{developer_id}", {
          params: { path: { ...inside(ws), developer_id } },
          signal,
        }),
      ),
  });
}

/** Which developer I am; null when nobody said so. */
export function useMine(ws: string) {
  return useQuery({
    queryKey: ["me", ws],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/workspaces/{workspace_id}/me", { params: { path: inside(ws) }, signal })))
        .developer,
  });
}

export function useTeams(ws: string) {
  return useQuery({
    queryKey: ["teams", ws],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(
          api.GET("/api/v1/workspaces/{workspace_id}/teams", {
            params: { path: inside(ws), query: { limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
  });
}

export function useTeam(ws: string, team_id: string) {
  return useQuery({
    queryKey: ["teams", ws, team_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/teams/{team_id}", {
          params: { path: { ...inside(ws), team_id } },
          signal,
        }),
      ),
  });
}
