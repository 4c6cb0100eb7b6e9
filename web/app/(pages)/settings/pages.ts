/**
 * The pages of the settings, in the order of their navigation. A page adds one line here when it exists; whoever may not
 * call the route it rests on is not shown the way to it.
 */
import type { Route } from "@/api/may";
import { en } from "@/text/en";
import { account } from "@/text/en-account";
import { appearance } from "@/text/en-appearance";
import { calendar } from "@/text/en-calendar";
import { counting } from "@/text/en-counting";
import { members } from "@/text/en-members";
import { owning } from "@/text/en-owning";
import { privacy } from "@/text/en-privacy";
import { system } from "@/text/en-system";

export interface SettingsPage {
  path: string;
  title: string;
  /** The route without which the page has nothing to show. */
  needs: Route;
}

export const SETTINGS_PAGES: readonly SettingsPage[] = [
  { path: "/settings", title: en.settings.workspace, needs: "GET /api/v1/workspaces/{workspace_id}" },
  { path: "/settings/members", title: members.title, needs: "GET /api/v1/workspaces/{workspace_id}/members" },
  { path: "/settings/teams", title: owning.title, needs: "GET /api/v1/workspaces/{workspace_id}/teams" },
  {
    path: "/settings/schedules",
    title: calendar.title,
    needs: "GET /api/v1/workspaces/{workspace_id}/insights/working-schedules",
  },
  {
    path: "/settings/metrics",
    title: counting.title,
    needs: "GET /api/v1/workspaces/{workspace_id}/insights/settings",
  },
  { path: "/settings/appearance", title: appearance.title, needs: "GET /api/v1/workspaces/{workspace_id}" },
  { path: "/settings/tokens", title: account.tokens.title, needs: "GET /api/v1/auth/keys" },
  {
    path: "/settings/privacy",
    title: privacy.title,
    needs: "GET /api/v1/workspaces/{workspace_id}/privacy/settings",
  },
  { path: "/settings/audit", title: en.audit.title, needs: "GET /api/v1/workspaces/{workspace_id}/audit" },
  { path: "/settings/system", title: system.title, needs: "GET /api/v1/admin/system" },
];
