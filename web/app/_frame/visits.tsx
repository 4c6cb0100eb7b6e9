"use client";
/** Counts which pages somebody opens, to suggest those in the rail: told in batches, once a minute and when they leave. */
import { useEffect, useRef } from "react";
import { sendVisits } from "@/api/dashboard";
import { useHere } from "./address";
import { usePlace } from "./place";
import { PAGES, PARTS } from "./rail";

const EVERY = 60_000;

/** Adds a visit, where the page is one that has a place in the rail. */
export function counted(visits: Readonly<Record<string, number>>, page: string): Record<string, number> {
  if (![...PAGES, ...PARTS].some((one) => one.path === page)) return { ...visits };
  return { ...visits, [page]: (visits[page] ?? 0) + 1 };
}

export function Visits() {
  const { workspace } = usePlace();
  const here = useHere();
  const visits = useRef<Record<string, number>>({});
  useEffect(() => {
    visits.current = counted(visits.current, here);
  }, [here]);
  useEffect(() => {
    const tell = () => {
      const told = visits.current;
      if (Object.keys(told).length === 0) return;
      visits.current = {};
      // Nobody waits for it, and what is lost is a count of visits.
      sendVisits(workspace.id, told).catch(() => undefined);
    };
    const hide = () => document.visibilityState === "hidden" && tell();
    const timer = window.setInterval(tell, EVERY);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", hide);
      tell();
    };
  }, [workspace.id]);
  return null;
}
