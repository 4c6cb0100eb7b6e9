"use client";
/** Who belongs to a workspace, who was invited, and what is changed about either. */
import { useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import { every } from "./hooks";
import type { Shapes } from "./types";

export type Member = Shapes["WorkspaceMember"];
export type Invitation = Shapes["Invitation"];
export type MadeInvitation = Shapes["MadeInvitation"];

const MEMBERS = "/api/v1/workspaces/{workspace_id}/members";
const INVITATIONS = "/api/v1/workspaces/{workspace_id}/invitations";
const MOST = 200;

export function useMembers(workspace_id: string) {
  return useQuery({
    queryKey: ["members", workspace_id],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(api.GET(MEMBERS, { params: { path: { workspace_id }, query: { limit: MOST, cursor } }, signal })),
      ),
  });
}

export function useInvitations(workspace_id: string) {
  return useQuery({
    queryKey: ["invitations", workspace_id],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(api.GET(INVITATIONS, { params: { path: { workspace_id }, query: { limit: MOST, cursor } }, signal })),
      ),
  });
}

export function useMemberChanges(workspace_id: string) {
  const path = (account_id: string) => ({ path: { workspace_id, account_id } });
  const touches = ["members", "session"];
  return {
    change: useChange(
      ({ account_id, ...body }: { account_id: string } & Shapes["MemberChange"]) =>
        answer(api.PATCH(`${MEMBERS}/{account_id}`, { params: path(account_id), body })),
      touches,
    ),
    remove: useChange(
      (account_id: string) => answer(api.DELETE(`${MEMBERS}/{account_id}`, { params: path(account_id) })),
      touches,
    ),
    leave: useChange(() => answer(api.POST(`${MEMBERS}/leave`, { params: { path: { workspace_id } } })), touches),
  };
}

export function useInvitationChanges(workspace_id: string) {
  const path = (invitation_id: string) => ({ path: { workspace_id, invitation_id } });
  return {
    invite: useChange(
      (body: Shapes["NewInvitation"]) => answer(api.POST(INVITATIONS, { params: { path: { workspace_id } }, body })),
      ["invitations"],
    ),
    resend: useChange(
      (id: string) => answer(api.POST(`${INVITATIONS}/{invitation_id}/resend`, { params: path(id) })),
      ["invitations"],
    ),
    revoke: useChange(
      (id: string) => answer(api.DELETE(`${INVITATIONS}/{invitation_id}`, { params: path(id) })),
      ["invitations"],
    ),
  };
}

export const seeInvitation = (token: string) => answer(api.POST("/api/v1/auth/invitations/see", { body: { token } }));
export const acceptInvitation = (token: string) =>
  answer(api.POST("/api/v1/auth/invitations/accept", { body: { token } }));
export const joinByInvitation = (token: string, name: string) =>
  answer(api.POST("/api/v1/auth/invitations/join", { body: { token, name } }));
