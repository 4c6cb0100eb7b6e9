"use client";
/** What the pages ask about who knows which code. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Ownership = Shapes["Ownership"];
export type Folder = Shapes["CodeFolder"];
export type Owner = Shapes["CodeOwner"];
export type TruckFactor = Shapes["RepositoryTruckFactor"];
export type KnowledgeLoss = Shapes["KnowledgeLoss"];
export type WhoKnows = Shapes["WhoKnows"];
export type Knower = Shapes["Knower"];
export type ReadingList = Shapes["ReadingList"];

const KEEP = 60_000;
const AT = "/api/v1/workspaces/{workspace_id}";

function kept<T>(workspace_id: string, name: string, asked: unknown, queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["knowledge", workspace_id, name, asked],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
  };
}

export function useTruckFactor(workspace_id: string, repository_id: string | null) {
  const params = { path: { workspace_id, repository_id: repository_id ?? "" } };
  return useQuery({
    ...kept(workspace_id, "truck-factor", repository_id, (signal) =>
      answer(api.GET(`${AT}/insights/repositories/{repository_id}/truck-factor`, { params, signal })),
    ),
    enabled: repository_id !== null,
  });
}

/** One level of a repository; the level before it is shown until the next is there. */
export function useOwnership(workspace_id: string, repository_id: string | null, path: string) {
  const params = { path: { workspace_id, repository_id: repository_id ?? "" }, query: { path, limit: 60 } };
  return useQuery({
    ...kept(workspace_id, "ownership", [repository_id, path], (signal) =>
      answer(api.GET(`${AT}/insights/repositories/{repository_id}/ownership`, { params, signal })),
    ),
    enabled: repository_id !== null,
    placeholderData: keepPreviousData,
  });
}

export function useKnowledgeLoss(workspace_id: string, developer_id: string | null, repository_id: string | null) {
  const params = { path: { workspace_id }, query: { developer_id: developer_id ?? "", repository_id } };
  return useQuery({
    ...kept(workspace_id, "loss", [developer_id, repository_id], (signal) =>
      answer(api.GET(`${AT}/knowledge/loss`, { params, signal })),
    ),
    enabled: developer_id !== null && repository_id !== null,
  });
}

export function useWhoKnows(workspace_id: string, path: string, repository: string | null) {
  const params = { path: { workspace_id }, query: { path, repository } };
  return useQuery({
    ...kept(workspace_id, "who-knows", [path, repository], (signal) =>
      answer(api.GET(`${AT}/knowledge/who-knows`, { params, signal })),
    ),
    enabled: path !== "" && repository !== null,
    retry: false,
  });
}

export function useReadingList(workspace_id: string, repository_id: string | null, path: string) {
  const params = { path: { workspace_id }, query: { repository_id: repository_id ?? "", path, limit: 12 } };
  return useQuery({
    ...kept(workspace_id, "reading-list", [repository_id, path], (signal) =>
      answer(api.GET(`${AT}/knowledge/reading-list`, { params, signal })),
    ),
    enabled: repository_id !== null,
    placeholderData: keepPreviousData,
  });
}
