"use client";
/** What the pages ask about pull requests on their way, and about CI. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { AgreementWish, CiPriceWish, Keeping, PullStage } from "./delivery";
import type { Span } from "./insights";
import type { Bucket } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/workspaces/{workspace_id}/delivery";
const TOUCHED = ["delivery"];

/** Kept for a while, and the answer before it shown until the next is there. */
function kept<T>(workspace_id: string, name: string, asked: unknown, queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["delivery", workspace_id, name, asked],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  };
}

/** Of one team, or of everybody. */
export interface OfTeam {
  team: string | null;
}

export interface FlowAsk extends OfTeam, Span {
  at: string | null;
  stage: PullStage | null;
  step: "daily" | "weekly";
}

export function useOpenFlow(workspace_id: string, query: FlowAsk) {
  const params = { path: { workspace_id }, query };
  return useQuery(kept(workspace_id, "flow", query, (signal) => answer(api.GET(`${AT}/flow`, { params, signal }))));
}

/** What one person has open, and what is waited for them for; as far as it may be seen. */
export function useTheirOpen(workspace_id: string, author: string) {
  const params = { path: { workspace_id }, query: { author } };
  return useQuery(
    kept(workspace_id, "flow", { author }, (signal) => answer(api.GET(`${AT}/flow`, { params, signal }))),
  );
}

export function useWaitingFor(workspace_id: string, awaited: string) {
  const params = { path: { workspace_id }, query: { awaited } };
  return useQuery(
    kept(workspace_id, "waiting", { awaited }, (signal) => answer(api.GET(`${AT}/waiting`, { params, signal }))),
  );
}

export function useWaiting(workspace_id: string, query: OfTeam & { at: string | null }) {
  const params = { path: { workspace_id }, query };
  return useQuery(
    kept(workspace_id, "waiting", query, (signal) => answer(api.GET(`${AT}/waiting`, { params, signal }))),
  );
}

export function useStale(workspace_id: string, query: OfTeam & { at: string | null; days: number }) {
  const params = { path: { workspace_id }, query };
  return useQuery(kept(workspace_id, "stale", query, (signal) => answer(api.GET(`${AT}/stale`, { params, signal }))));
}

export function useReviewRounds(workspace_id: string, query: OfTeam & Span) {
  const params = { path: { workspace_id }, query };
  return useQuery(
    kept(workspace_id, "rounds", query, (signal) => answer(api.GET(`${AT}/review-rounds`, { params, signal }))),
  );
}

export interface CiAsk extends Span {
  subject: string;
  service: string | null;
}

export function useCi(workspace_id: string, query: CiAsk & { bucket: Exclude<Bucket, "total" | "sprint"> }) {
  const params = { path: { workspace_id }, query };
  return useQuery(kept(workspace_id, "ci", query, (signal) => answer(api.GET(`${AT}/ci`, { params, signal }))));
}

export function useFlaky(workspace_id: string, query: CiAsk) {
  return useInfiniteQuery({
    queryKey: ["delivery", workspace_id, "flaky", query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${AT}/ci/flaky`, {
          params: { path: { workspace_id }, query: { ...query, limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useSetPrice(workspace_id: string) {
  return useChange(
    (body: CiPriceWish) => answer(api.PUT(`${AT}/ci/price`, { params: { path: { workspace_id } }, body })),
    TOUCHED,
  );
}

export function useKeepings(workspace_id: string, query: Span) {
  const params = { path: { workspace_id }, query };
  return useQuery(
    kept(workspace_id, "keepings", query, (signal) => answer(api.GET(`${AT}/agreements/keeping`, { params, signal }))),
  );
}

export function useKeeping(workspace_id: string, agreement_id: string, query: Span & { verdict: Keeping["verdict"] }) {
  const params = { path: { workspace_id, agreement_id }, query };
  return useQuery(
    kept(workspace_id, "keeping", [agreement_id, query], (signal) =>
      answer(api.GET(`${AT}/agreements/{agreement_id}/keeping`, { params, signal })),
    ),
  );
}

export function useAgreementTemplates(workspace_id: string) {
  return useQuery({
    queryKey: ["agreement-templates", workspace_id],
    queryFn: async ({ signal }) =>
      (await answer(api.GET(`${AT}/agreements/templates`, { params: { path: { workspace_id } }, signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAgreeing(workspace_id: string) {
  const path = { workspace_id };
  return {
    agree: useChange(
      (body: AgreementWish) => answer(api.POST(`${AT}/agreements`, { params: { path }, body })),
      TOUCHED,
    ),
    end: useChange(
      (agreement_id: string) =>
        answer(api.DELETE(`${AT}/agreements/{agreement_id}`, { params: { path: { ...path, agreement_id } } })),
      TOUCHED,
    ),
  };
}
