"use client";
/** What the network page asks: who works with whom, in which groups, and how much there is to their changes. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Span } from "./insights";
import type { Shapes } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/intelligence/team/{workspace_id}";

export type TeamCollaboration = Shapes["TeamCollaboration"];
export type CollaborationGraph = Shapes["CollaborationGraph"];
export type TeamComplexity = Shapes["TeamComplexity"];
export type GraphNode = CollaborationGraph["nodes"][number];
export type GraphEdge = CollaborationGraph["edges"][number];

export interface NetworkAsk extends Span {
  team: string | null;
}

function kept<T>(workspace_id: string, name: string, ask: unknown, queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["network", workspace_id, name, ask],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  };
}

function paramsOf(workspace_id: string, { team, from, to }: NetworkAsk) {
  return { path: { workspace_id }, query: { team_id: team, from, to } };
}

export function useTeamCollaboration(workspace_id: string, ask: NetworkAsk) {
  const params = paramsOf(workspace_id, ask);
  return useQuery(
    kept(workspace_id, "whole", ask, (signal) => answer(api.GET(`${AT}/collaboration`, { params, signal }))),
  );
}

export function useCollaborationGraph(workspace_id: string, ask: NetworkAsk) {
  const params = paramsOf(workspace_id, ask);
  return useQuery(
    kept(workspace_id, "graph", ask, (signal) => answer(api.GET(`${AT}/collaboration/graph`, { params, signal }))),
  );
}

export function useTeamComplexity(workspace_id: string, ask: NetworkAsk) {
  const params = paramsOf(workspace_id, ask);
  return useQuery(
    kept(workspace_id, "complexity", ask, (signal) => answer(api.GET(`${AT}/complexity`, { params, signal }))),
  );
}
