"use client";
/** Tables about people and how they work together. A wish is sent, nothing is changed: what was asked once is kept. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Span } from "./insights";
import type { Bucket, Shapes } from "./types";

const KEEP = 60_000;
const AT = "/api/v1/analytics";

export type SkillHeatmap = Shapes["SkillHeatmap"];
export type Skill = Shapes["Skill"];
export type Workload = Shapes["WorkloadTable"];
export type Collaboration = Shapes["Collaboration"];

/** Everybody in the workspace, or one team as it is now. */
export interface Group {
  team: string | null;
}

function kept<T>(workspace_id: string, name: string, ask: unknown, queryFn: (signal: AbortSignal) => Promise<T>) {
  return {
    queryKey: ["analytics", workspace_id, name, ask],
    queryFn: ({ signal }: { signal: AbortSignal }) => queryFn(signal),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  };
}

const MOST = 200;

export function useSkills(workspace_id: string, { team }: Group) {
  const body = { team_id: team, limit: MOST } as Shapes["SkillsWish"];
  const params = { query: { workspace_id } };
  return useQuery(
    kept(workspace_id, "skills", body, (signal) => answer(api.POST(`${AT}/heatmap/skills`, { params, body, signal }))),
  );
}

export function useActivity(workspace_id: string, developer_id: string | null) {
  const params = { path: { developer_id: developer_id ?? "" }, query: { workspace_id } };
  return useQuery({
    ...kept(workspace_id, "activity", developer_id, (signal) =>
      answer(api.GET(`${AT}/heatmap/activity/{developer_id}`, { params, signal })),
    ),
    enabled: developer_id !== null,
  });
}

export function useProductivity(workspace_id: string, ask: Group & Span & { bucket: Bucket }) {
  const { team, ...rest } = ask;
  const body = { team_id: team, ...rest } as Shapes["ProductivityWish"];
  const params = { query: { workspace_id } };
  return useQuery(
    kept(workspace_id, "productivity", body, (signal) =>
      answer(api.POST(`${AT}/productivity`, { params, body, signal })),
    ),
  );
}

export function useWorkload(workspace_id: string, ask: Group & Span) {
  const { team, ...rest } = ask;
  const body = { team_id: team, limit: MOST, ...rest } as Shapes["WorkloadWish"];
  const params = { query: { workspace_id } };
  return useQuery(
    kept(workspace_id, "workload", body, (signal) => answer(api.POST(`${AT}/workload`, { params, body, signal }))),
  );
}

export function useCollaboration(workspace_id: string, { team }: Group) {
  const body = { team_id: team } as Shapes["CollaborationWish"];
  const params = { query: { workspace_id } };
  return useQuery(
    kept(workspace_id, "collaboration", body, (signal) =>
      answer(api.POST(`${AT}/collaboration`, { params, body, signal })),
    ),
  );
}
