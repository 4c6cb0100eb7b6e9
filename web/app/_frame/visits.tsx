"use client";
/** Counts which pages somebody opens, to suggest those in the rail: told in batches, once a minute and when they leave. */
import { useEffect, useRef } from "react";
import { sendVisits } from "@/api/dashboard";
import { useHere } from "./address";
import { usePlace } from "./place";
import { PAGES } from "./rail";

const EVERY = 60_000;

/** Below these stand parts of pages, each with an address that needs nothing further. */
const WITH_PARTS = ["/insights/", "/settings/"];

/** Adds a visit, unless the page shows one of many: its path alone would lead nowhere. */
export function counted(visits: Readonly<Record<string, number>>, page: string): Record<string, number> {
  const isWhole = PAGES.some((one) => one.path === page) || WITH_PARTS.some((start) => page.startsWith(start));
  return isWhole ? { ...visits, [page]: (visits[page] ?? 0) + 1 } : { ...visits };
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
