"use client";
/** Work records: which kinds there are, what their words are, and pages of them. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type WorkRecord = Shapes["WorkRecord"];
export type WorkRecordKind = Shapes["WorkRecordKind"];
export type WorkRecordWords = Shapes["WorkRecordWords"];
export type WordCount = Shapes["WordCount"];

const AT = "/api/v1/workspaces/{workspace_id}/work-records";
const KEEP = 30_000;

export type State = "open" | "closed" | "overdue";

/** What narrows the list; null: nothing. */
export interface Narrowed {
  kind: string | null;
  status: string | null;
  stage: string | null;
  state: State | null;
  owner: string | null;
  id: string | null;
  q: string | null;
}

export function useRecords(workspace_id: string, { kind, status, stage, state, owner, id, q }: Narrowed) {
  const asked = {
    ...(kind ? { kind } : {}),
    ...(status ? { status } : {}),
    ...(stage ? { stage } : {}),
    ...(owner ? { owner } : {}),
    ...(id ? { external_id: id } : {}),
    ...(q ? { q } : {}),
    ...(state === "overdue" ? { overdue: true } : state ? { open: state === "open" } : {}),
  };
  return useInfiniteQuery({
    queryKey: ["records", workspace_id, asked],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(AT, {
          params: { path: { workspace_id }, query: { limit: 50, cursor: pageParam, ...asked } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: KEEP,
  });
}

export function useRecordKinds(workspace_id: string) {
  return useQuery({
    queryKey: ["record kinds", workspace_id],
    queryFn: ({ signal }) => answer(api.GET(`${AT}/kinds`, { params: { path: { workspace_id } }, signal })),
    staleTime: KEEP,
  });
}

export function useRecordWords(workspace_id: string, kind: string | null) {
  return useQuery({
    queryKey: ["record words", workspace_id, kind],
    queryFn: ({ signal }) =>
      answer(api.GET(`${AT}/kinds/{kind}`, { params: { path: { workspace_id, kind: kind ?? "" } }, signal })),
    enabled: kind !== null,
    staleTime: KEEP,
  });
}
