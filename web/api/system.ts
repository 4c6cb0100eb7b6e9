"use client";
/** How the product itself is: asked for again every ten seconds while the page is open. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type SystemHealth = Shapes["SystemHealth"];
export type MachineHealth = Shapes["MachineHealth"];
export type WorkspaceHealth = Shapes["WorkspaceHealth"];
export type QueueDepth = Shapes["QueueDepth"];

const EVERY = 10_000;

export function useSystemHealth(workspace_id: string) {
  return useQuery({
    queryKey: ["system", workspace_id],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/admin/system", { params: { query: { workspace_id } }, signal })),
    refetchInterval: EVERY,
  });
}
