"use client";
/** What the pages ask about issues and sprints. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const KEEP = 60_000;
const WS = "/api/v1/workspaces/{workspace_id}";

export type IssueRow = Shapes["IssueRow"];
export type IssueDetail = Shapes["IssueDetail"];
export type IssueChange = Shapes["IssueChange"];
export type Standing = Shapes["IssuesStanding"];
export type IssueState = Shapes["IssueState"];
export type IssueOrder = Shapes["IssueOrder"];
export type StuckBy = Shapes["StuckBy"];
export type SprintRow = Shapes["CountedSprintRow"];
export type SprintDetail = Shapes["SprintDetail"];
export type SprintIssue = Shapes["SprintIssue"];
export type SprintNumbers = Shapes["SprintNumbers"];
export type SprintState = Shapes["SprintState"];

/** What narrows the list of issues; null: nothing. */
export interface Narrowed {
  state: IssueState;
  order: IssueOrder;
  stuck: StuckBy | "any" | null;
  /** A person's id, or `nobody`. */
  assignee: string | null;
  q: string | null;
  kind: string | null;
  ageFrom: number | null;
  ageTo: number | null;
}

export function useIssues(workspace_id: string, team: string | null, narrowed: Narrowed, enabled = true) {
  const { ageFrom, ageTo, ...rest } = narrowed;
  const said = { ...rest, team, age_from: ageFrom, age_to: ageTo };
  const query = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  return useInfiniteQuery({
    queryKey: ["issues", workspace_id, "list", query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${WS}/issues`, {
          params: { path: { workspace_id }, query: { ...query, limit: 25, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useStanding(workspace_id: string, team: string | null) {
  return useQuery({
    queryKey: ["issues", workspace_id, "standing", team],
    queryFn: ({ signal }) =>
      answer(api.GET(`${WS}/issues/standing`, { params: { path: { workspace_id }, query: { team } }, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useIssue(workspace_id: string, issue_id: string) {
  return useQuery({
    queryKey: ["issues", workspace_id, "one", issue_id],
    queryFn: ({ signal }) =>
      answer(api.GET(`${WS}/issues/{issue_id}`, { params: { path: { workspace_id, issue_id } }, signal })),
    staleTime: KEEP,
  });
}

export function useSprints(workspace_id: string, state: SprintState | null) {
  return useInfiniteQuery({
    queryKey: ["issues", workspace_id, "sprints", state],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${WS}/sprints/counted`, {
          params: { path: { workspace_id }, query: { state, limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useSprint(workspace_id: string, sprint_id: string | null) {
  return useQuery({
    queryKey: ["issues", workspace_id, "sprint", sprint_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${WS}/sprints/{sprint_id}`, {
          params: { path: { workspace_id, sprint_id: sprint_id ?? "" } },
          signal,
        }),
      ),
    enabled: sprint_id !== null,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}
