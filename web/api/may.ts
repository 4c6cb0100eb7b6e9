/** What somebody may ask of the API, by what it declares itself: a page offers nothing that would be refused. */
import { type Policy, policies, type Route } from "./policies";
import type { Workspace } from "./types";

type Role = Workspace["role"];

/** Least first: each may do all that those before it may. */
export const ROLES: readonly Role[] = ["viewer", "member", "manager", "admin", "owner"];

export function includes(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other);
}

/**
 * Whether somebody with this role in the workspace may call the route: `mayCall("owner", "PATCH /api/v1/…")`. Some are
 * not for a role that is limited to teams.
 */
export function mayCall(role: Role, route: Route, isLimited = false): boolean {
  const policy: Policy = policies[route];
  if (policy === "public" || policy === "signed_in" || policy === "in_person") return true;
  const [needed, whole] = policy.split(", ");
  return includes(role, needed as Role) && !(isLimited && whole !== undefined);
}

export type { Role, Route };
