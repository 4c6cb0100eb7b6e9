"use client";
/** Where the reader is: which workspace, which period of it, which team. Every page part reads it from here. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useRepositories, useSession } from "@/api/hooks";
import type { Session, Workspace } from "@/api/types";
import { dayIn, type Period, type PeriodChoice, resolve } from "@/metrics/periods";
import { useAddress } from "./address";

export interface Place {
  session: Session;
  workspace: Workspace;
  period: Period;
  today: string;
  team: string | null;
  /** Whether there is a period before this one to compare with. */
  hasBefore: boolean;
}

const Context = createContext<Place | null>(null);
const LAST = "aexy.workspace";

export function rememberWorkspace(slug: string): void {
  localStorage.setItem(LAST, slug);
}

export function rememberedWorkspace(): string | null {
  return localStorage.getItem(LAST);
}

/** The one in the address, else the last one visited, else the first that is somebody's own. */
export function pickWorkspace(session: Session, asked: string | null, last: string | null): Workspace | null {
  const find = (name: string | null) => session.workspaces.find((one) => one.slug === name || one.id === name);
  return find(asked) ?? find(last) ?? session.workspaces.find((one) => !one.is_demo) ?? session.workspaces[0] ?? null;
}

export function PlaceProvider({ workspace, children }: { workspace: Workspace; children: ReactNode }) {
  const session = useSession().data;
  const address = useAddress();
  const repositories = useRepositories(workspace.id).data;
  const { period: choice, team } = address;
  const earliest = useMemo(() => earliestDay(repositories?.map((one) => one.first_commit_at) ?? []), [repositories]);
  const today = dayIn(workspace.time_zone, new Date());
  const place = useMemo<Place | null>(() => {
    if (!session) return null;
    const period = resolve(choice, today, earliest);
    return { session, workspace, period, today, team, hasBefore: choice.kind !== "all" };
  }, [session, workspace, choice, team, today, earliest]);
  if (place === null) return null;
  return <Context.Provider value={place}>{children}</Context.Provider>;
}

/** The same place at other days: what is inside is about those, and the page stays as it is. */
export function AtDays({ choice, children }: { choice: PeriodChoice; children: ReactNode }) {
  const place = usePlace();
  const other = useMemo(() => ({ ...place, period: resolve(choice, place.today, null) }), [place, choice]);
  return <Context.Provider value={other}>{children}</Context.Provider>;
}

function earliestDay(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((at): at is string => at !== null).sort();
  return known[0]?.slice(0, 10) ?? null;
}

export function usePlace(): Place {
  const place = useContext(Context);
  if (place === null) throw new Error("usePlace() is used outside of a workspace's page");
  return place;
}

/** The span of the page's period, for a query. */
export function useSpan(): { from: string; to: string } {
  const { period } = usePlace();
  return { from: period.from, to: period.to };
}
