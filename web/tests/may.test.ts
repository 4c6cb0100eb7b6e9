import { describe, expect, it } from "vitest";
import { includes, mayCall, ROLES } from "@/api/may";
import { policies, type Route } from "@/api/policies";
import { SETTINGS_PAGES } from "@/app/(pages)/settings/pages";

describe("who may call what", () => {
  it("is what the API declares", () => {
    expect(mayCall("viewer", "GET /api/v1/workspaces/{workspace_id}")).toBe(true);
    expect(mayCall("manager", "PATCH /api/v1/workspaces/{workspace_id}")).toBe(false);
    expect(mayCall("admin", "PATCH /api/v1/workspaces/{workspace_id}")).toBe(true);
    expect(mayCall("viewer", "GET /api/v1/auth/me")).toBe(true);
  });
  it("grows with the role, and never shrinks", () => {
    for (const route of Object.keys(policies) as Route[]) {
      const allowed = ROLES.map((role) => mayCall(role, route));
      expect(allowed, route).toEqual([...allowed].sort());
      expect(allowed.at(-1), route).toBe(true);
    }
  });
  it("says what is not for a role that is limited to teams", () => {
    expect(mayCall("manager", "POST /api/v1/workspaces/{workspace_id}/teams")).toBe(true);
    expect(mayCall("manager", "POST /api/v1/workspaces/{workspace_id}/teams", true)).toBe(false);
    expect(mayCall("manager", "PATCH /api/v1/workspaces/{workspace_id}/teams/{team_id}", true)).toBe(true);
    expect(mayCall("viewer", "GET /api/v1/workspaces/{workspace_id}/teams", true)).toBe(true);
  });
  it("orders roles", () => {
    expect(includes("owner", "admin")).toBe(true);
    expect(includes("viewer", "member")).toBe(false);
  });
});

describe("the settings", () => {
  it("have one page of each address", () => {
    const paths = SETTINGS_PAGES.map((page) => page.path);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
