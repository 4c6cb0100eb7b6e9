"use client";
/** Several people, teams or repositories beside each other, with what the API says of their differences. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Span } from "./insights";
import type { Shapes } from "./types";

export type BesideEachOther = Shapes["BesideEachOther"];
export type MetricBeside = Shapes["MetricBeside"];
export type NumberBeside = Shapes["NumberBeside"];

export interface BesideAsk extends Span {
  subjects: readonly string[];
  metrics: readonly string[];
}

export function useBeside(workspace_id: string, { subjects, metrics, ...span }: BesideAsk, enabled = true) {
  const query = { ...span, subjects: subjects.join(","), metrics: metrics.join(",") };
  return useQuery({
    queryKey: ["insights", workspace_id, "compare", query],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/insights/compare", {
          params: { path: { workspace_id }, query },
          signal,
        }),
      ),
    enabled: enabled && metrics.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
