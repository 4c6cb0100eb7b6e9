"use client";
/** What the pages ask about what work is spent on, and decide about it. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/workspaces/{workspace_id}/insights/allocation";
const TOUCHED = ["investment"];

export type Allocation = Shapes["Allocation"];
export type AllocationMonth = Allocation["months"][number];
export type Amount = Shapes["AllocatedAmount"];
export type SortedPull = Shapes["SortedPull"];
export type InvestmentRules = Shapes["InvestmentRules"];
export type RulesPreview = Shapes["RulesPreview"];
export type RulesDocument = Shapes["InvestmentDocument"];

export interface OfMonths {
  subject: string;
  from: string | null;
  to: string | null;
}

export function useAllocation(workspace_id: string, query: OfMonths) {
  const params = { path: { workspace_id }, query };
  return useQuery({
    queryKey: ["investment", workspace_id, "allocation", query],
    queryFn: ({ signal }) => answer(api.GET(AT, { params, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface Listed extends OfMonths {
  category: string | null;
  how: SortedPull["how"] | null;
  which: "all" | "adjustments";
}

export function useAllocated(workspace_id: string, query: Listed) {
  return useInfiniteQuery({
    queryKey: ["investment", workspace_id, "pulls", query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${AT}/pull-requests`, {
          params: { path: { workspace_id }, query: { ...query, limit: 30, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** A pull request, as the API names it. */
type PullName = Pick<SortedPull, "repository_id" | "number">;

export function useInvestmentRules(workspace_id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["investment", workspace_id, "rules"],
    queryFn: ({ signal }) => answer(api.GET(`${AT}/rules`, { params: { path: { workspace_id } }, signal })),
    enabled,
  });
}

/** What rules would come to; nothing is changed. Null: there is nothing to try. */
export function useRulesPreview(workspace_id: string, document: RulesDocument | null) {
  return useQuery({
    queryKey: ["investment preview", workspace_id, document],
    queryFn: ({ signal }) =>
      answer(
        api.POST(`${AT}/rules/preview`, {
          params: { path: { workspace_id } },
          body: { document: document as RulesDocument },
          signal,
        }),
      ),
    enabled: document !== null,
    retry: false,
    staleTime: KEEP,
  });
}

export function useKeepInvestmentRules(workspace_id: string) {
  return useChange(
    (body: Shapes["NewInvestmentRules"]) =>
      answer(api.PUT(`${AT}/rules`, { params: { path: { workspace_id } }, body })),
    TOUCHED,
  );
}

/** Correcting by hand, and freezing months or opening them again. */
export function useInvesting(workspace_id: string) {
  return {
    correct: useChange(
      ({ repository_id, number, category }: PullName & { category: string }) =>
        answer(
          api.PUT(`${AT}/corrections/{repository_id}/{number}`, {
            params: { path: { workspace_id, repository_id, number } },
            body: { category, note: null },
          }),
        ),
      TOUCHED,
    ),
    uncorrect: useChange(
      ({ repository_id, number }: PullName) =>
        answer(
          api.DELETE(`${AT}/corrections/{repository_id}/{number}`, {
            params: { path: { workspace_id, repository_id, number } },
          }),
        ),
      TOUCHED,
    ),
    freeze: useChange(
      (month: string) => answer(api.PUT(`${AT}/months/{month}`, { params: { path: { workspace_id, month } } })),
      TOUCHED,
    ),
    open: useChange(
      ({ month, reason }: { month: string; reason: string }) =>
        answer(api.POST(`${AT}/months/{month}/open`, { params: { path: { workspace_id, month } }, body: { reason } })),
      TOUCHED,
    ),
  };
}
