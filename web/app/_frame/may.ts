"use client";
/** Whether whoever looks at the page may call a route, by their role in the workspace. */
import { useCallback } from "react";
import { mayCall, type Route } from "@/api/may";
import { usePlace } from "./place";

/** `const may = useMay(); … may("POST /api/v1/workspaces/{workspace_id}/teams") && <Button …>` */
export function useMay(): (route: Route) => boolean {
  const { role, is_limited } = usePlace().workspace;
  return useCallback((route) => mayCall(role, route, is_limited), [role, is_limited]);
}
