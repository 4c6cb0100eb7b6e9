"use client";
/** Numbers and what they mean. They change only when data comes in, so what was asked once is kept for a while. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Bucket, Shapes } from "./types";

const KEEP = 60_000;
const IN = "/api/v1/workspaces/{workspace_id}/insights";

/** Half-open: `to` is the first day no longer in it. */
export interface Span {
  from: string;
  to: string;
}

export function useMetrics() {
  return useQuery({
    queryKey: ["metrics"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/metrics", { signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface ReadingsAsk extends Span {
  metrics: readonly string[];
  subject: string;
  bucket: Bucket;
  compare: Shapes["Compare"];
}

export function useReadings(workspace_id: string, { metrics, ...ask }: ReadingsAsk, enabled = true) {
  const query = { ...ask, metrics: metrics.join(",") };
  return useQuery({
    queryKey: ["insights", workspace_id, "readings", query],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/readings`, { params: { path: { workspace_id }, query }, signal })),
    enabled: enabled && metrics.length > 0,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface BreakdownAsk extends Span {
  by: "developer" | "team" | "repository";
  metrics: readonly string[];
  subject: string;
  limit: number;
  /** The first metric step by step, for each row. */
  trend?: Exclude<Bucket, "total" | "sprint">;
}

export function useBreakdown(workspace_id: string, { metrics, ...ask }: BreakdownAsk, enabled = true) {
  const query = { ...ask, metrics: metrics.join(",") };
  return useQuery({
    queryKey: ["insights", workspace_id, "breakdown", query],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/breakdown`, { params: { path: { workspace_id }, query }, signal })),
    enabled: enabled && metrics.length > 0,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface PlainAsk extends Span {
  subject: string;
}

export function useLanguages(workspace_id: string, query: PlainAsk) {
  return useQuery({
    queryKey: ["insights", workspace_id, "languages", query],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/languages`, { params: { path: { workspace_id }, query }, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useHours(workspace_id: string, query: PlainAsk) {
  return useQuery({
    queryKey: ["insights", workspace_id, "hours", query],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/hours`, { params: { path: { workspace_id }, query }, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useQuality(workspace_id: string, subject: string) {
  return useQuery({
    queryKey: ["insights", workspace_id, "data-quality", subject],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace_id }, query: { subject } };
      return (await answer(api.GET(`${IN}/data-quality`, { params, signal }))).checks;
    },
    staleTime: KEEP,
  });
}

export interface ExplainAsk extends PlainAsk {
  metric: string;
  sort: string | null;
}

export function useExplain(workspace_id: string, { metric, ...ask }: ExplainAsk) {
  return useInfiniteQuery({
    queryKey: ["insights", workspace_id, "explain", metric, ask],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${IN}/metrics/{key}/explain`, {
          params: { path: { workspace_id, key: metric }, query: { ...ask, limit: 25, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** Where the rows behind a number are as a file, below the API's root. */
export function csvPath(workspace_id: string, metric: string): string {
  return `/workspaces/${workspace_id}/insights/metrics/${encodeURIComponent(metric)}/explain.csv`;
}
