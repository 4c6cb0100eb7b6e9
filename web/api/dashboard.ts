"use client";
/** Dashboards: what widgets there are, what each shows, and how somebody arranged theirs. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type WidgetAnswer = Shapes["WidgetAnswer"];
export type Drawing = WidgetAnswer["drawings"][number];
export type DrawingOf<Kind extends Drawing["drawing"]> = Extract<Drawing, { drawing: Kind }>;
export type WidgetAccess = Shapes["WidgetAccess"];
export type WidgetSize = Shapes["WidgetSize"];
export type Preferences = Shapes["DashboardPreferences"];
export type PreferencesWish = Shapes["PreferencesWish"];
export type Preset = Preferences["preset_type"];
export type PresetShape = Shapes["PresetShape"];
export type Step = Shapes["ChecklistStep"];

const IN = "/api/v1/dashboard";
const KEEP = 60_000;

export function usePresets(workspace_id: string) {
  return useQuery({
    queryKey: ["dashboard", workspace_id, "presets"],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/presets`, { params: { query: { workspace_id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useWidgets(workspace_id: string) {
  return useQuery({
    queryKey: ["dashboard", workspace_id, "widgets"],
    queryFn: ({ signal }) =>
      answer(api.GET(`${IN}/widgets-with-permissions`, { params: { query: { workspace_id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const preferencesKey = (workspace_id: string) => ["dashboard", workspace_id, "preferences"] as const;

export function usePreferences(workspace_id: string) {
  return useQuery({
    queryKey: preferencesKey(workspace_id),
    queryFn: ({ signal }) => answer(api.GET(`${IN}/preferences`, { params: { query: { workspace_id } }, signal })),
    staleTime: KEEP,
  });
}

export const putPreferences = (workspace_id: string, body: PreferencesWish) =>
  answer(api.PUT(`${IN}/preferences`, { params: { query: { workspace_id } }, body, keepalive: true }));

export const resetPreferences = (workspace_id: string, preset_type: Preset) =>
  answer(
    api.POST(`${IN}/preferences/reset`, {
      params: { query: { workspace_id } },
      body: { preset_type },
      keepalive: true,
    }),
  );

/** Shows a change at once, asks for it, and takes it back where it was refused. */
export function usePreferenceChange(workspace_id: string) {
  const client = useQueryClient();
  const key = preferencesKey(workspace_id);
  return async (wish: PreferencesWish, shown: Partial<Preferences>): Promise<void> => {
    await client.cancelQueries({ queryKey: key });
    const before = client.getQueryData<Preferences>(key);
    if (before) client.setQueryData(key, { ...before, ...shown });
    try {
      client.setQueryData(key, await putPreferences(workspace_id, wish));
    } catch (refused) {
      if (before) client.setQueryData(key, before);
      throw refused;
    }
  };
}

export const sendVisits = (workspace_id: string, visits: Record<string, number>) =>
  answer(api.POST(`${IN}/track-visits`, { params: { query: { workspace_id } }, body: { visits }, keepalive: true }));

export interface WidgetAsk {
  from: string | null;
  to: string | null;
  team_id: string | null;
}

/* A dashboard asks for a dozen things; a few at a time keep the first ones fast and leave room for what somebody presses. */
const MOST_AT_ONCE = 4;
let going = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (going >= MOST_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else going += 1;
  try {
    signal.throwIfAborted();
    return await ask();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else going -= 1;
  }
}

export function useWidgetAnswer(
  workspace_id: string,
  widget: string,
  ask: WidgetAsk,
  { enabled, every }: { enabled: boolean; every: number | false },
) {
  const query = Object.fromEntries(Object.entries(ask).filter(([, value]) => value !== null));
  return useQuery({
    queryKey: ["dashboard", workspace_id, "widget", widget, ask],
    queryFn: ({ signal }) =>
      inTurn(
        () =>
          answer(
            api.GET(`${IN}/widgets/{widget}/data`, {
              params: { path: { widget }, query: { ...query, workspace_id } },
              signal,
            }),
          ),
        signal,
      ),
    enabled,
    staleTime: KEEP,
    refetchInterval: every,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}
