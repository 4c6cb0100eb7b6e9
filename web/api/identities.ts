"use client";
/** What the pages ask and change about who is who. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Suggestion = Shapes["Suggestion"];
export type Side = Shapes["Side"];
export type Decision = Shapes["Decision"];
export type Consent = Shapes["Consent"];
export type KnownIdentity = Shapes["KnownIdentity"];

const BASE = "/api/v1/workspaces/{workspace_id}/identities";
const next = <T extends { next_cursor: string | null }>(last: T) => last.next_cursor;

/** Everything one person is known by, with the reasons. */
export function useIdentities(workspace_id: string, developer_id: string) {
  return useQuery({
    queryKey: ["identities", workspace_id, developer_id],
    queryFn: async ({ signal }) => {
      const page = await answer(
        api.GET(BASE, { params: { path: { workspace_id }, query: { developer_id, limit: 100 } }, signal }),
      );
      return page.items;
    },
  });
}

export function useSuggestions(workspace_id: string) {
  return useInfiniteQuery({
    queryKey: ["suggestions", workspace_id],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${BASE}/suggestions`, {
          params: { path: { workspace_id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });
}

export function useDecisions(workspace_id: string) {
  return useInfiniteQuery({
    queryKey: ["decisions", workspace_id],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${BASE}/decisions`, {
          params: { path: { workspace_id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });
}

export function useConsents(workspace_id: string) {
  return useQuery({
    queryKey: ["consents", workspace_id],
    queryFn: async ({ signal }) => {
      const page = await answer(
        api.GET(`${BASE}/consents`, { params: { path: { workspace_id }, query: { limit: 100 } }, signal }),
      );
      return page.items;
    },
  });
}

export function useIdentityRules(workspace_id: string) {
  return useQuery({
    queryKey: ["identity-rules", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${BASE}/rules`, { params: { path: { workspace_id } }, signal })),
  });
}

/** Whatever is decided about people changes what is shown of them everywhere. */
const EVERYTHING = [
  "identities",
  "suggestions",
  "decisions",
  "consents",
  "developers",
  "developer",
  "insights",
  "jobs",
  "teams",
];

export function useDeciding(workspace_id: string) {
  const path = { workspace_id };
  return {
    accept: useChange(
      (suggestion_id: string) =>
        answer(
          api.POST(`${BASE}/suggestions/{suggestion_id}/accept`, { params: { path: { ...path, suggestion_id } } }),
        ),
      EVERYTHING,
    ),
    reject: useChange(
      (suggestion_id: string) =>
        answer(
          api.POST(`${BASE}/suggestions/{suggestion_id}/reject`, { params: { path: { ...path, suggestion_id } } }),
        ),
      EVERYTHING,
    ),
    merge: useChange(
      (developer_ids: string[]) =>
        answer(api.POST(`${BASE}/merges`, { params: { path }, body: { developer_ids, identity_ids: [] } })),
      EVERYTHING,
    ),
    split: useChange(
      (identity_ids: number[]) => answer(api.POST(`${BASE}/splits`, { params: { path }, body: { identity_ids } })),
      EVERYTHING,
    ),
    undo: useChange(
      (decision_id: string) =>
        answer(api.POST(`${BASE}/decisions/{decision_id}/undo`, { params: { path: { ...path, decision_id } } })),
      EVERYTHING,
    ),
    kind: useChange(
      ({ developer_id, kind }: { developer_id: string; kind: Shapes["KindWish"]["kind"] }) =>
        answer(
          api.PUT(`${BASE}/kinds/{developer_id}`, { params: { path: { ...path, developer_id } }, body: { kind } }),
        ),
      EVERYTHING,
    ),
    consent: useChange(
      ({ consent_id, yes }: { consent_id: string; yes: boolean }) =>
        answer(
          api.POST(`${BASE}/consents/{consent_id}`, {
            params: { path: { ...path, consent_id } },
            body: { answer: yes },
          }),
        ),
      EVERYTHING,
    ),
    rules: useChange(
      (body: Shapes["IdentityRules"]) => answer(api.PUT(`${BASE}/rules`, { params: { path }, body })),
      [...EVERYTHING, "identity-rules"],
    ),
  };
}
