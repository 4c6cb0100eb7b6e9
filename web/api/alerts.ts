"use client";
/** What the page about alerts asks and changes. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Better, Unit } from "./types";

export type Severity = "info" | "warning" | "critical";
export type State = "open" | "acknowledged" | "snoozed" | "resolved";
export type Verdict = "fires" | "counts" | "holds" | "resolves" | "calm" | "abstains";
export type PeriodType = "daily" | "weekly" | "biweekly" | "monthly" | "quarterly";

export interface Condition {
  kind: "threshold" | "change" | "deviation";
  side?: "above" | "below";
  at: number;
  clear_at?: number | null;
  in_a_row?: number;
  fewest?: number;
  before?: number;
}

export interface RuleWish {
  name: string;
  metric: string;
  subject: string;
  period_type: PeriodType;
  condition: Condition;
  severity: Severity;
  is_on?: boolean;
  emails?: string[];
}

export interface Rule extends RuleWish {
  id: string;
  metric_name: string;
  subject_name: string | null;
  says: string;
  is_on: boolean;
  is_own: boolean;
  owner: string;
  delivery: { emails: string[]; hook_host: string | null; has_mail: boolean } | null;
  quiet: unknown;
  since: string;
  judged_until: string | null;
  trouble: string | null;
}

export interface Template extends RuleWish {
  key: string;
  says: string;
  metric_name: string;
  rule: string;
}

export interface Subject {
  kind: string;
  id: string;
  name: string;
}

export interface Alert {
  id: string;
  rule_id: string;
  rule_name: string;
  metric: string;
  caution: string | null;
  subject: Subject;
  opened: string;
  why: string;
  latest_why: string;
  severity: Severity;
  state: State;
  snoozed_until: string | null;
  acknowledged_by: string | null;
  created_at: string;
}

export interface Happening {
  id: number;
  alert_id: string;
  rule_name: string;
  kind: string;
  says: string;
  at: string;
  by: string | null;
}

export interface Judgment {
  start: string;
  value: number | null;
  n: number;
  verdict: Verdict;
  says: string;
}

export interface Trial {
  subject: Subject;
  judgments: Judgment[];
  episodes: { opened: string; resolved: string | null; why: string }[];
}

export interface Trials {
  rule: string;
  metric_name: string;
  unit: Unit;
  better: Better;
  limit: number | null;
  clear_at: number | null;
  fired: number;
  trials: Trial[];
  left_out: number;
}

interface Listed<Item> {
  items: Item[];
  next_cursor: string | null;
}
interface Asked {
  params: { path: Record<string, string>; query?: Record<string, string | number | null> };
  body?: unknown;
  signal?: AbortSignal;
}

type Way = "GET" | "POST" | "PUT" | "DELETE";
// The shapes above are the API's own; the client only has to carry them.
const carrier = api as unknown as Record<Way, (path: string, asked: Asked) => Promise<{ data?: unknown }>>;
const ask = <T>(way: Way, path: string, asked: Asked) =>
  answer(carrier[way](`/api/v1/workspaces/{workspace_id}/insights${path}`, asked) as Promise<{ data?: T }>);

const next = <T extends { next_cursor: string | null }>(last: T) => last.next_cursor;
const TOUCHED = ["alerts", "alert-rules", "alert-history"];

export function useAlerts(workspace_id: string, over: boolean) {
  return useInfiniteQuery({
    queryKey: ["alerts", workspace_id, over],
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: 20, cursor: pageParam, ...(over ? {} : { state: "open,acknowledged,snoozed" }) };
      return ask<Listed<Alert>>("GET", "/alerts", { params: { path: { workspace_id }, query }, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });
}

export function useHappenings(workspace_id: string) {
  return useInfiniteQuery({
    queryKey: ["alert-history", workspace_id],
    queryFn: ({ signal, pageParam }) =>
      ask<Listed<Happening>>("GET", "/alerts/history", {
        params: { path: { workspace_id }, query: { limit: 20, cursor: pageParam } },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });
}

export function useRules(workspace_id: string) {
  return useQuery({
    queryKey: ["alert-rules", workspace_id],
    queryFn: async ({ signal }) => {
      const query = { limit: 200 };
      return (await ask<Listed<Rule>>("GET", "/alert-rules", { params: { path: { workspace_id }, query }, signal }))
        .items;
    },
  });
}

export function useTemplates(workspace_id: string) {
  return useQuery({
    queryKey: ["alert-templates", workspace_id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await ask<Listed<Template>>("GET", "/alert-rules/templates", { params: { path: { workspace_id } }, signal }))
        .items,
  });
}

/** What a rule, kept or only described, would have said lately. */
export function useTrials(workspace_id: string, tried: { id: string } | { wish: RuleWish }) {
  return useQuery({
    queryKey: ["alert-trials", workspace_id, tried],
    queryFn: ({ signal }) =>
      "id" in tried
        ? ask<Trials>("POST", "/alert-rules/{rule_id}/test", {
            params: { path: { workspace_id, rule_id: tried.id } },
            signal,
          })
        : ask<Trials>("POST", "/alert-rules/test", { params: { path: { workspace_id } }, body: tried.wish, signal }),
  });
}

export function useAlerting(workspace_id: string) {
  const path = { workspace_id };
  return {
    acknowledge: useChange(
      (alert_id: string) =>
        ask<Alert>("POST", "/alerts/{alert_id}/acknowledge", { params: { path: { ...path, alert_id } } }),
      TOUCHED,
    ),
    snooze: useChange(
      ({ alert_id, hours }: { alert_id: string; hours: number }) =>
        ask<Alert>("POST", "/alerts/{alert_id}/snooze", { params: { path: { ...path, alert_id } }, body: { hours } }),
      TOUCHED,
    ),
    create: useChange((body: RuleWish) => ask<Rule>("POST", "/alert-rules", { params: { path }, body }), TOUCHED),
    remove: useChange(
      (rule_id: string) =>
        ask<undefined>("DELETE", "/alert-rules/{rule_id}", { params: { path: { ...path, rule_id } } }),
      TOUCHED,
    ),
  };
}
