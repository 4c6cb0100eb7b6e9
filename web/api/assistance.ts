"use client";
/** What the page about AI assistance asks. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type AiImpact = Shapes["AiImpact"];
export type Comparison = Shapes["ImpactMeasure"];
export type ComparedCell = Shapes["ImpactCell"];
export type Side = Shapes["ImpactSide"];
export type ChangesIn = Shapes["ImpactChangesIn"];
export type Evidence = Shapes["ImpactEvidence"];

const KEEP = 60_000;

export function useAiImpact(workspace_id: string, query: { subject: string; from?: string }) {
  return useQuery({
    queryKey: ["ai-impact", workspace_id, query],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/insights/ai-impact", {
          params: { path: { workspace_id }, query },
          signal,
        }),
      ),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}
