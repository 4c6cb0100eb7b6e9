"use client";
/** What the pages ask and change about when people work and are away. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";

export interface ScheduleWish {
  working_days: number[] | null;
  starts_at: string | null;
  ends_at: string | null;
  time_zone: string | null;
  country: string | null;
  subdivision: string | null;
}

export interface Schedule {
  developer_id: string;
  name: string | null;
  working_days: number[];
  starts_at: string | null;
  ends_at: string | null;
  time_zone: string;
  country: string | null;
  subdivision: string | null;
  own: ("working_days" | "hours" | "time_zone" | "holidays")[];
  is_me: boolean;
  may_change: boolean;
}

export interface LeaveWish {
  first_day: string;
  last_day: string;
  kind: string;
  note: string | null;
}

export interface Leave extends LeaveWish {
  id: string;
}

interface Asked {
  params: { path: Record<string, string>; query?: Record<string, number> };
  body?: unknown;
  signal?: AbortSignal;
}

type Way = "GET" | "POST" | "PUT" | "DELETE";
// The shapes above are the API's own; the client only has to carry them.
const carrier = api as unknown as Record<Way, (path: string, asked: Asked) => Promise<{ data?: unknown }>>;
const BASE = "/api/v1/workspaces/{workspace_id}/insights/working-schedules/{developer_id}";
const ask = <T>(way: Way, tail: string, asked: Asked) =>
  answer(carrier[way](`${BASE}${tail}`, asked) as Promise<{ data?: T }>);

const SHOWN = 5;
const TOUCHED = ["schedule", "leave", "insights", "jobs"];

export function useSchedule(workspace_id: string, developer_id: string) {
  return useQuery({
    queryKey: ["schedule", workspace_id, developer_id],
    queryFn: ({ signal }) => ask<Schedule>("GET", "", { params: { path: { workspace_id, developer_id } }, signal }),
  });
}

/** When somebody is away: the latest few. */
export function useLeave(workspace_id: string, developer_id: string) {
  return useQuery({
    queryKey: ["leave", workspace_id, developer_id],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace_id, developer_id }, query: { limit: SHOWN } };
      return (await ask<{ items: Leave[] }>("GET", "/leave", { params, signal })).items;
    },
  });
}

export function useScheduling(workspace_id: string, developer_id: string) {
  const path = { workspace_id, developer_id };
  return {
    set: useChange((body: ScheduleWish) => ask<Schedule>("PUT", "", { params: { path }, body }), TOUCHED),
    unset: useChange((_: undefined) => ask<undefined>("DELETE", "", { params: { path } }), TOUCHED),
    add: useChange((body: LeaveWish) => ask<Leave>("POST", "/leave", { params: { path }, body }), TOUCHED),
    remove: useChange(
      (leave_id: string) => ask<undefined>("DELETE", "/leave/{leave_id}", { params: { path: { ...path, leave_id } } }),
      TOUCHED,
    ),
  };
}

/** When everybody works, by name. */
export function useSchedules(workspace_id: string) {
  return useInfiniteQuery({
    queryKey: ["schedule", workspace_id],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/insights/working-schedules", {
          params: { path: { workspace_id }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** The public holidays of a year that would count there; null is the workspace's own country. */
export function useHolidays(
  workspace_id: string,
  country: string | null,
  subdivision: string | null,
  enabled: boolean,
) {
  const query = { ...(country ? { country } : {}), ...(subdivision ? { subdivision } : {}) };
  return useQuery({
    queryKey: ["holidays", workspace_id, query],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/workspaces/{workspace_id}/insights/holidays", {
          params: { path: { workspace_id }, query },
          signal,
        }),
      ),
    enabled,
    retry: false,
    staleTime: 60_000,
  });
}
