"use client";
/** What the pages change, by name. Each asks again for what it touches. */
import { stamp } from "./carry-on";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

const NUMBERS = ["insights"] as const;

export async function redeem(token: string) {
  const me = await answer(api.POST("/api/v1/auth/redeem", { body: { token } }));
  stamp();
  return me;
}
export const signOut = () => answer(api.POST("/api/v1/auth/sign-out"));
export const createWorkspace = (body: Shapes["NewWorkspace"]) => answer(api.POST("/api/v1/workspaces", { body }));

export function useChangeWorkspace(workspace_id: string) {
  return useChange(
    (body: Shapes["WorkspaceChange"]) =>
      answer(api.PATCH("/api/v1/workspaces/{workspace_id}", { params: { path: { workspace_id } }, body })),
    ["workspace", "session", ...NUMBERS],
  );
}

/** Has the workspace deleted, or takes that back. */
export function useWorkspaceEnd(workspace_id: string) {
  const touches = ["workspace", "session"];
  const path = { workspace_id };
  return {
    end: useChange(
      (slug: string) => answer(api.DELETE("/api/v1/workspaces/{workspace_id}", { params: { path, query: { slug } } })),
      touches,
    ),
    restore: useChange(
      () => answer(api.POST("/api/v1/workspaces/{workspace_id}/restore", { params: { path } })),
      touches,
    ),
  };
}

/** Which developer I am; null takes it back. */
export function useClaim(workspace_id: string) {
  return useChange(
    (developer_id: string | null) =>
      answer(
        api.PUT("/api/v1/workspaces/{workspace_id}/me", { params: { path: { workspace_id } }, body: { developer_id } }),
      ),
    ["me", "developer", "developers", ...NUMBERS],
  );
}

export function useAddRepository() {
  return useChange(
    ({ ws, ...body }: { ws: string } & Shapes["NewRepository"]) =>
      answer(
        api.POST("/api/v1/workspaces/{workspace_id}/repositories", { params: { path: { workspace_id: ws } }, body }),
      ),
    ["repositories", "jobs"],
  );
}

export function useRepositoryChanges(workspace_id: string, repository_id: string) {
  const params = { path: { workspace_id, repository_id } };
  const base = "/api/v1/workspaces/{workspace_id}/repositories/{repository_id}";
  return {
    declare: useChange(
      (context: Shapes["RepositoryContext"]) =>
        answer(api.PATCH(base, { params, body: { context } as Shapes["RepositoryChange"] })),
      ["repositories", "repository", ...NUMBERS],
    ),
    sync: useChange(() => answer(api.POST(`${base}/sync`, { params })), ["repositories", "jobs"]),
    dropMirror: useChange(() => answer(api.DELETE(`${base}/mirror`, { params })), ["repositories"]),
    remove: useChange(() => answer(api.DELETE(base, { params })), ["repositories", "jobs", "developers", ...NUMBERS]),
  };
}

export function useCancelJob(workspace_id: string) {
  return useChange(
    (job_id: string) =>
      answer(
        api.POST("/api/v1/workspaces/{workspace_id}/jobs/{job_id}/cancel", {
          params: { path: { workspace_id, job_id } },
        }),
      ),
    ["jobs", "repositories"],
  );
}

export function useCreateTeam(workspace_id: string) {
  return useChange(
    (body: Shapes["NewTeam"]) =>
      answer(api.POST("/api/v1/workspaces/{workspace_id}/teams", { params: { path: { workspace_id } }, body })),
    ["teams", ...NUMBERS],
  );
}

export function useDeleteTeam(workspace_id: string) {
  return useChange(
    (team_id: string) =>
      answer(
        api.DELETE("/api/v1/workspaces/{workspace_id}/teams/{team_id}", {
          params: { path: { workspace_id, team_id } },
        }),
      ),
    ["teams", "developers", "developer", ...NUMBERS],
  );
}

export function useMembership(workspace_id: string, team_id: string) {
  const touches = ["teams", "developers", "developer", ...NUMBERS];
  const base = "/api/v1/workspaces/{workspace_id}/teams/{team_id}/members/{developer_id}";
  const params = (developer_id: string) => ({ path: { workspace_id, team_id, developer_id } });
  return {
    set: useChange(
      ({ developer, ...body }: { developer: string } & Shapes["Joining"]) =>
        answer(api.PUT(base, { params: params(developer), body })),
      touches,
    ),
    remove: useChange((developer: string) => answer(api.DELETE(base, { params: params(developer) })), touches),
  };
}

/** Counts all stored numbers of the workspace again. */
export function useRecompute(workspace_id: string) {
  return useChange(
    () =>
      answer(
        api.POST("/api/v1/workspaces/{workspace_id}/insights/snapshots/generate", {
          params: { path: { workspace_id } },
          body: { everything: true },
        }),
      ),
    ["jobs"],
  );
}
