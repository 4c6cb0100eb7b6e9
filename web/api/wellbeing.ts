"use client";
/** What the pages ask about somebody's signs and reviews. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/intelligence";

export type Burnout = Shapes["Burnout"];
export type Indicator = Shapes["Indicator"];
export type ReviewQuality = Shapes["ReviewQuality"];
export type Thoroughness = keyof NonNullable<ReviewQuality["thoroughness_distribution"]>;
export type AnalysedReview = Shapes["AnalysedReview"];

function kept<T>(ws: string, name: string, asked: unknown, queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["wellbeing", ws, name, asked],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  };
}

/** Of whoever asks; nobody else's is ever told. */
export function useBurnout(workspace_id: string, developer_id: string) {
  const params = { query: { workspace_id, developer_id } };
  return useQuery(
    kept(workspace_id, "burnout", developer_id, (signal) => answer(api.GET(`${AT}/burnout`, { params, signal }))),
  );
}

export function useReviewQuality(workspace_id: string, developer_id: string) {
  const params = { query: { workspace_id, developer_id } };
  return useQuery(
    kept(workspace_id, "reviews", developer_id, (signal) =>
      answer(api.GET(`${AT}/reviews/quality`, { params, signal })),
    ),
  );
}

/** A wish is sent, nothing is changed. */
export function useReviewsOf(workspace_id: string, body: Shapes["ReviewsWish"]) {
  const params = { query: { workspace_id } };
  return useQuery(
    kept(workspace_id, "reviews-of", body, (signal) =>
      answer(api.POST(`${AT}/reviews/analyze`, { params, body, signal })),
    ),
  );
}
