"use client";
/** What the pages ask the API, by name. Answers are kept, shared between parts of a page, and asked for again when stale. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Query, read, send } from "./client";
import type {
  Breakdown,
  Check,
  Developer,
  DeveloperDetail,
  Explain,
  Hours,
  Job,
  Languages,
  Metric,
  Page,
  Readings,
  Repository,
  Session,
  Team,
  TeamDetail,
  Workspace,
} from "./types";

export interface Span {
  from: string;
  to: string;
}

const OFTEN = 1500;
const SELDOM = 15_000;
export function isActive(job: Job | null | undefined): boolean {
  return job?.state === "queued" || job?.state === "running";
}

export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => read<Session>("/auth/me", {}, signal),
    staleTime: 60_000,
    retry: false,
  });
}

export function useMetrics() {
  return useQuery({
    queryKey: ["metrics"],
    queryFn: async ({ signal }) => {
      const answer = await read<Page<Metric> | Metric[]>("/metrics", { limit: 200 }, signal);
      return Array.isArray(answer) ? answer : answer.items;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** All pages of a list, one after the other. */
async function all<T>(path: string, query: Query, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read<Page<T>>(path, { ...query, limit: 200, cursor }, signal);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && items.length < 5000);
  return items;
}

export function useWorkspace(ws: string | undefined) {
  return useQuery({
    queryKey: ["workspace", ws],
    queryFn: ({ signal }) => read<Workspace>(`/workspaces/${ws}`, {}, signal),
    enabled: ws !== undefined,
  });
}

export function useRepositories(ws: string | undefined) {
  return useQuery({
    queryKey: ["repositories", ws],
    queryFn: ({ signal }) => all<Repository>(`/workspaces/${ws}/repositories`, {}, signal),
    enabled: ws !== undefined,
    refetchInterval: (query) => (query.state.data?.some((one) => isActive(one.active_job)) ? OFTEN : false),
  });
}

export function useRepository(ws: string, id: string) {
  return useQuery({
    queryKey: ["repositories", ws, id],
    queryFn: ({ signal }) => read<Repository>(`/workspaces/${ws}/repositories/${id}`, {}, signal),
    refetchInterval: (query) => (isActive(query.state.data?.active_job) ? OFTEN : false),
  });
}

export function useJobs(ws: string | undefined) {
  return useQuery({
    queryKey: ["jobs", ws],
    queryFn: async ({ signal }) => (await read<Page<Job>>(`/workspaces/${ws}/jobs`, { limit: 20 }, signal)).items,
    enabled: ws !== undefined,
    refetchInterval: (query) => (query.state.data?.some(isActive) ? OFTEN : SELDOM),
  });
}

export function useJob(ws: string, id: string | null) {
  return useQuery({
    queryKey: ["jobs", ws, id],
    queryFn: ({ signal }) => read<Job>(`/workspaces/${ws}/jobs/${id}`, {}, signal),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data && !isActive(query.state.data) ? false : 700),
  });
}

export function useDevelopers(ws: string | undefined, options: { q?: string; kind?: string } = {}, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["developers", ws, options],
    queryFn: ({ signal, pageParam }) =>
      read<Page<Developer>>(`/workspaces/${ws}/developers`, { ...options, limit: 100, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled: enabled && ws !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useDeveloper(ws: string, id: string) {
  return useQuery({
    queryKey: ["developer", ws, id],
    queryFn: ({ signal }) => read<DeveloperDetail>(`/workspaces/${ws}/developers/${id}`, {}, signal),
  });
}

export function useMine(ws: string | undefined) {
  return useQuery({
    queryKey: ["me", ws],
    queryFn: async ({ signal }) =>
      (await read<{ developer: Developer | null }>(`/workspaces/${ws}/me`, {}, signal)).developer,
    enabled: ws !== undefined,
  });
}

export function useTeams(ws: string | undefined) {
  return useQuery({
    queryKey: ["teams", ws],
    queryFn: ({ signal }) => all<Team>(`/workspaces/${ws}/teams`, {}, signal),
    enabled: ws !== undefined,
  });
}

export function useTeam(ws: string, id: string) {
  return useQuery({
    queryKey: ["teams", ws, id],
    queryFn: ({ signal }) => read<TeamDetail>(`/workspaces/${ws}/teams/${id}`, {}, signal),
  });
}

/* Readings. They change only when data comes in, so a page that is left and entered again asks for nothing. */
const KEEP = 60_000;

export interface ReadingsAsk extends Span {
  metrics: readonly string[];
  subject: string;
  bucket: string;
  compare?: "previous" | "none";
  team?: string | null;
}

export function useReadings(ws: string, ask: ReadingsAsk, enabled = true) {
  const query = { ...ask, metrics: ask.metrics.join(",") };
  return useQuery({
    queryKey: ["insights", ws, "readings", query],
    queryFn: ({ signal }) => read<Readings>(`/workspaces/${ws}/insights/readings`, query, signal),
    enabled: enabled && ask.metrics.length > 0,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface BreakdownAsk extends Span {
  by: "developer" | "team" | "repository";
  metrics: readonly string[];
  subject?: string;
  sort?: string;
  limit?: number;
  trend?: string | null;
  team?: string | null;
}

export function useBreakdown(ws: string, ask: BreakdownAsk, enabled = true) {
  const query = { ...ask, metrics: ask.metrics.join(",") };
  return useQuery({
    queryKey: ["insights", ws, "breakdown", query],
    queryFn: ({ signal }) => read<Breakdown>(`/workspaces/${ws}/insights/breakdown`, query, signal),
    enabled: enabled && ask.metrics.length > 0,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface PlainAsk extends Span {
  subject: string;
  team?: string | null;
}

export function useLanguages(ws: string, ask: PlainAsk) {
  return useQuery({
    queryKey: ["insights", ws, "languages", ask],
    queryFn: ({ signal }) => read<Languages>(`/workspaces/${ws}/insights/languages`, { ...ask }, signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useHours(ws: string, ask: PlainAsk) {
  return useQuery({
    queryKey: ["insights", ws, "hours", ask],
    queryFn: ({ signal }) => read<Hours>(`/workspaces/${ws}/insights/hours`, { ...ask }, signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useQuality(ws: string, subject: string) {
  return useQuery({
    queryKey: ["insights", ws, "data-quality", subject],
    queryFn: async ({ signal }) =>
      (await read<{ checks: Check[] }>(`/workspaces/${ws}/insights/data-quality`, { subject }, signal)).checks,
    staleTime: KEEP,
  });
}

export interface ExplainAsk extends Span {
  metric: string;
  subject: string;
  sort?: string | null;
  team?: string | null;
}

export function explainPath(ws: string, metric: string): string {
  return `/workspaces/${ws}/insights/metrics/${encodeURIComponent(metric)}/explain`;
}

export function useExplain(ws: string, { metric, ...ask }: ExplainAsk) {
  return useInfiniteQuery({
    queryKey: ["insights", ws, "explain", metric, ask],
    queryFn: ({ signal, pageParam }) =>
      read<Explain>(explainPath(ws, metric), { ...ask, limit: 25, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** Changes something, then asks again for what that touches. */
export function useChange<Input, Output = unknown>(
  change: (input: Input) => { method: "POST" | "PUT" | "PATCH" | "DELETE"; path: string; body?: unknown },
  touches: readonly string[],
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => {
      const { method, path, body } = change(input);
      return send<Output>(method, path, body);
    },
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useAddRepository() {
  return useChange<{ ws: string; location: string; branch?: string | undefined }, { repository: Repository; job: Job }>(
    ({ ws, ...body }) => ({ method: "POST", path: `/workspaces/${ws}/repositories`, body }),
    ["repositories", "jobs"],
  );
}
