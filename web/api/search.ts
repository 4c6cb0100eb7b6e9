"use client";
/** One question over everything that has a name. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Found = Shapes["Found"];
export type FoundKind = Shapes["FoundKind"];

/** What fits; what was found for the letters before stays until the new answer is there. */
export function useSearch(workspace_id: string, q: string) {
  return useQuery({
    queryKey: ["search", workspace_id, q],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/search", {
          params: { path: { workspace_id }, query: { q } },
          signal,
        }),
      ),
    enabled: q !== "",
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}
