"use client";
/** How tall each widget was last time, so that the page stands still while it loads again. */
import { type RefObject, useEffect, useState } from "react";

const KEY = "aexy.dashboard.heights";
const USUAL = { full: 132, other: 312 };
const NARROW = 720;
const MOST = 200;

function all(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, number>;
  } catch {
    return {}; // A browser may keep nothing, or somebody wrote something else there.
  }
}

/** Says how tall to be before anything is known, and remembers it afterwards. */
export function useHeight(box: RefObject<HTMLElement | null>, name: string, isKnown: boolean): number {
  const [narrow] = useState(() => typeof window !== "undefined" && window.innerWidth < NARROW);
  const key = `${name}.${narrow ? "narrow" : "wide"}`;
  const [usual] = useState(() => {
    const kept = typeof window === "undefined" ? undefined : all()[key];
    return typeof kept === "number" ? kept : name.endsWith(".full") ? USUAL.full : USUAL.other;
  });
  useEffect(() => {
    const element = box.current;
    if (!isKnown || element === null) return;
    const seen = new ResizeObserver(() => {
      try {
        const kept = all();
        const height = Math.round(element.offsetHeight);
        if (kept[key] === height) return;
        delete kept[key];
        const entries = [...Object.entries(kept).slice(1 - MOST), [key, height]];
        localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries)));
      } catch {
        // As above.
      }
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [box, key, isKnown]);
  return usual;
}
