/**
 * The pages of the settings, in the order of their navigation. A page adds one line here when it exists; whoever may not
 * call the route it rests on is not shown the way to it.
 */
import type { Route } from "@/api/may";
import { en } from "@/text/en";
import { pageNames } from "@/text/en-pages";

export interface SettingsPage {
  path: string;
  title: string;
  /** The route without which the page has nothing to show. */
  needs: Route;
}

export const SETTINGS_PAGES: readonly SettingsPage[] = [
  { path: "/settings", title: en.settings.workspace, needs: "GET /api/v1/workspaces/{workspace_id}" },
  { path: "/settings/members", title: pageNames.members, needs: "GET /api/v1/workspaces/{workspace_id}/members" },
  { path: "/settings/teams", title: pageNames.owning, needs: "GET /api/v1/workspaces/{workspace_id}/teams" },
  {
    path: "/settings/schedules",
    title: pageNames.calendar,
    needs: "GET /api/v1/workspaces/{workspace_id}/insights/working-schedules",
  },
  {
    path: "/settings/metrics",
    title: pageNames.counting,
    needs: "GET /api/v1/workspaces/{workspace_id}/insights/settings",
  },
  { path: "/settings/appearance", title: pageNames.appearance, needs: "GET /api/v1/workspaces/{workspace_id}" },
  { path: "/settings/tokens", title: pageNames.tokens, needs: "GET /api/v1/auth/keys" },
  {
    path: "/settings/privacy",
    title: pageNames.privacy,
    needs: "GET /api/v1/workspaces/{workspace_id}/privacy/settings",
  },
  { path: "/settings/audit", title: en.audit.title, needs: "GET /api/v1/workspaces/{workspace_id}/audit" },
  { path: "/settings/system", title: pageNames.system, needs: "GET /api/v1/admin/system" },
];
