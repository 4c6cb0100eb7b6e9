"use client";
/**
 * The address holds what a page shows: workspace, period, team, whose page, and the open drawer. A link to it is a link
 * to exactly that. Changes go through the browser's own history, so nothing is fetched for them and Back works.
 */
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type PeriodChoice, parseChoice, writeChoice } from "@/metrics/periods";

export const KEYS = {
  workspace: "ws",
  period: "period",
  team: "team",
  id: "id",
  explain: "explain",
  on: "on",
  of: "of",
  service: "service",
  edition: "edition",
  open: "open",
  at: "at",
  tried: "tried",
  repository: "repository",
  back: "back",
  developer: "developer",
  folder: "folder",
  beside: "beside",
  family: "family",
  kind: "kind",
  status: "status",
  stage: "stage",
  state: "state",
  owner: "owner",
  q: "q",
  preset: "preset",
  widgets: "widgets",
  wall: "wall",
  kinds: "kinds",
  bots: "bots",
  unread: "unread",
  age: "age",
  assignee: "assignee",
  stuck: "stuck",
  order: "order",
  text: "text",
  issue: "issue",
  paths: "paths",
  fair: "fair",
  there: "there",
  most: "most",
  takes: "takes",
  days: "days",
} as const;
type Key = (typeof KEYS)[keyof typeof KEYS];
export type Changes = Partial<Record<Key, string | null>>;

/** What follows a person from page to page. */
const CARRIED: readonly Key[] = [KEYS.workspace, KEYS.period, KEYS.team];

export interface Address {
  path: string;
  workspace: string | null;
  period: PeriodChoice;
  team: string | null;
  id: string | null;
  /** The number whose drawer is open, and the days it is of where those are not the page's. */
  explain: { metric: string; subject: string; days: PeriodChoice | null } | null;
  /** One service of the delivery pages. */
  service: string | null;
  /** The edition of the DORA report that tiers are of; null: the server's choice. */
  edition: string | null;
  /** What is open in the drawer of the page, as `kind:id`. */
  open: { kind: string; id: string } | null;
  /** The instant a page looks at, where it looks at one. */
  at: string | null;
  /** What the rules shall count for once, as somebody chose elsewhere. */
  tried: string | null;
  /** Whose code a page looks at. */
  repository: string | null;
  /** How many days back a page about code looks. */
  back: number | null;
  /** Whose profile is shown; null: one's own. */
  developer: string | null;
  /** Where in it. */
  folder: string | null;
  /** Who stands beside each other, as `team:ID,team:ID`. */
  beside: string | null;
  /** Which family of numbers is shown; null: those that tell most. */
  family: string | null;
  /** A dashboard that somebody shared: its preset, and its widgets with their sizes where they were changed. */
  preset: string | null;
  widgets: string | null;
  /** Whether the page fills a screen on a wall. */
  isWall: boolean;
  /** Which of what happened is shown. */
  kinds: string | null;
  /** Whether what bots did is shown too. */
  bots: boolean;
  /** Whether only what is unread is shown. */
  unread: boolean;
}

export function useAddress(): Address {
  const path = usePathname();
  const search = useSearchParams();
  return useMemo(() => {
    const metric = search.get(KEYS.explain);
    const of = search.get(KEYS.of);
    return {
      path,
      workspace: search.get(KEYS.workspace),
      period: parseChoice(search.get(KEYS.period)),
      team: search.get(KEYS.team),
      id: search.get(KEYS.id),
      explain:
        metric === null
          ? null
          : { metric, subject: search.get(KEYS.on) ?? "workspace", days: of === null ? null : parseChoice(of) },
      service: search.get(KEYS.service),
      edition: search.get(KEYS.edition),
      open: parseOpen(search.get(KEYS.open)),
      at: search.get(KEYS.at),
      tried: search.get(KEYS.tried),
      repository: search.get(KEYS.repository),
      back: Number(search.get(KEYS.back)) || null,
      developer: search.get(KEYS.developer),
      folder: search.get(KEYS.folder),
      beside: search.get(KEYS.beside),
      family: search.get(KEYS.family),
      preset: search.get(KEYS.preset),
      widgets: search.get(KEYS.widgets),
      isWall: search.has(KEYS.wall),
      kinds: search.get(KEYS.kinds),
      bots: search.get(KEYS.bots) !== null,
      unread: search.get(KEYS.unread) !== null,
    };
  }, [path, search]);
}

/** `deployment:ID` of the address. */
export function parseOpen(text: string | null): Address["open"] {
  const at = text?.indexOf(":") ?? -1;
  return text === null || at < 1 ? null : { kind: text.slice(0, at), id: text.slice(at + 1) };
}

/** The page's path without the slash at its end that a server may add. */
export function useHere(): string {
  return usePathname().replace(/\/$/, "") || "/";
}

function written(path: string, search: URLSearchParams): string {
  // A colon and a comma need no escape in a query; `on=team:…` stays readable.
  const tail = search.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return tail ? `${path}?${tail}` : path;
}

/** Makes links to other pages that keep workspace, period and team. */
export function useHref(): (path: string, changes?: Changes) => string {
  const search = useSearchParams();
  return useCallback(
    (path, changes = {}) => {
      const next = new URLSearchParams();
      for (const key of CARRIED) {
        const value = search.get(key);
        if (value !== null) next.set(key, value);
      }
      return written(path, applied(next, changes));
    },
    [search],
  );
}

function applied(search: URLSearchParams, changes: Changes): URLSearchParams {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined) search.delete(key);
    else search.set(key, value);
  }
  return search;
}

/** Changes the address in place: `go({ period: "4w" })`. */
export function go(changes: Changes, how: "push" | "replace" = "push"): void {
  const search = applied(new URLSearchParams(window.location.search), changes);
  const url = written(window.location.pathname, search);
  if (how === "push") window.history.pushState(null, "", url);
  else window.history.replaceState(null, "", url);
}

/* A page's own drawer may lead to another one. How many steps in it one is, and whether a link led into it, stands in
   the history itself: it is still known after a reload, and after Back and Forward. */
interface Steps {
  steps: number;
  /** Whether the drawer was open in the address to begin with: there is no page without it to go back to. */
  isLinked: boolean;
}
const DRAWER = "drawer";

function stepsIn(): Steps {
  const kept = (window.history.state as { [DRAWER]?: Steps } | null)?.[DRAWER];
  return kept ?? { steps: 0, isLinked: new URLSearchParams(window.location.search).has(KEYS.open) };
}

export function openDrawer(kind: string, id: string): void {
  const { steps, isLinked } = stepsIn();
  const search = applied(new URLSearchParams(window.location.search), { open: `${kind}:${id}` });
  const state = { [DRAWER]: { steps: steps + 1, isLinked } };
  window.history.pushState(state, "", written(window.location.pathname, search));
}

/** Whether the open drawer was come to from another one. */
export function isNested(): boolean {
  const { steps, isLinked } = stepsIn();
  return steps > (isLinked ? 0 : 1);
}

/** All the way out, as many steps back as led in. */
export function closeDrawer(): void {
  const { steps, isLinked } = stepsIn();
  if (steps > 0 && !isLinked) window.history.go(-steps);
  else go({ open: null }, "replace");
}

export const goToPeriod = (choice: PeriodChoice) => go({ period: writeChoice(choice) });

/* The drawer: opening it is a step Back can undo; closing it takes that step itself where there is one. */
let opened = 0;

export function openExplain(metric: string, subject: string): void {
  opened += 1;
  go({ explain: metric, on: subject, of: null });
}

export function closeExplain(): void {
  if (opened > 0) {
    opened -= 1;
    window.history.back();
  } else {
    go({ explain: null, on: null, of: null }, "replace");
  }
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", () => {
    if (!new URLSearchParams(window.location.search).has(KEYS.explain)) opened = 0;
  });
}
