"use client";
/** What the pages ask about the code of a repository, and about pull requests that may be regretted. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Hotspots = Shapes["Hotspots"];
export type Hotspot = Shapes["Hotspot"];
export type Coupling = Shapes["Coupling"];
export type CoupledPair = Shapes["CoupledPair"];
export type Survival = Shapes["Survival"];
export type SuspectedDefects = Shapes["SuspectedDefects"];
export type OpenRisks = Shapes["OpenRisks"];
export type PullRisk = Shapes["PullRisk"];

const KEEP = 60_000;
const OF = "/api/v1/workspaces/{workspace_id}/insights/repositories/{repository_id}";

/** One repository over so many days. */
export interface OfRepository {
  repository: string;
  window: number;
}

function kept<T>(name: string, asked: readonly unknown[], queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["code", name, ...asked],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  };
}

export function useHotspots(workspace_id: string, { repository, window }: OfRepository, folder: string | null) {
  const params = { path: { workspace_id, repository_id: repository }, query: { window, folder, limit: 200 } };
  return useQuery(
    kept("hotspots", [workspace_id, params], (signal) => answer(api.GET(`${OF}/hotspots`, { params, signal }))),
  );
}

export function useFileCommits(workspace_id: string, { repository, window }: OfRepository, path: string) {
  const params = { path: { workspace_id, repository_id: repository }, query: { window, path } };
  return useQuery(
    kept("commits", [workspace_id, params], (signal) => answer(api.GET(`${OF}/hotspots/commits`, { params, signal }))),
  );
}

export function useCoupling(workspace_id: string, { repository, window }: OfRepository, across: boolean) {
  const query = { window, across_folders: across, limit: 60 };
  const params = { path: { workspace_id, repository_id: repository }, query };
  return useQuery(
    kept("coupling", [workspace_id, params], (signal) => answer(api.GET(`${OF}/coupling`, { params, signal }))),
  );
}

export function useSurvival(workspace_id: string, repository: string) {
  const params = { path: { workspace_id, repository_id: repository } };
  return useQuery(
    kept("survival", [workspace_id, params], (signal) => answer(api.GET(`${OF}/survival`, { params, signal }))),
  );
}

export function useSuspected(workspace_id: string, { repository, window }: OfRepository) {
  const params = { path: { workspace_id, repository_id: repository }, query: { window, limit: 50 } };
  return useQuery(
    kept("suspected", [workspace_id, params], (signal) =>
      answer(api.GET(`${OF}/suspected-defects`, { params, signal })),
    ),
  );
}

export function useRisks(workspace_id: string, repository: string) {
  const params = { path: { workspace_id }, query: { repository_id: repository, limit: 50 } };
  return useQuery(
    kept("risk", [workspace_id, params], (signal) =>
      answer(api.GET("/api/v1/workspaces/{workspace_id}/knowledge/pull-requests/risk", { params, signal })),
    ),
  );
}
