"use client";
/** How tall widgets are: declared, so that the page stands still when it is looked at for the first time. */
import { type RefObject, useEffect, useState } from "react";
import type { WidgetAccess, WidgetSize } from "@/api/dashboard";

const KEY = "aexy.dashboard.heights";
const NARROW = 720;
const MOST = 200;

/*
 * A card scrolls what it cannot hold; on a phone, where the next one is below what is seen, it is as tall as it needs up
 * to a point. A line and a row of figures grow with what they say, which is rarely needed.
 */
const PHONE = "max-sm:min-h-[300px] max-sm:max-h-[620px]";
const CARD = `${PHONE} sm:h-[312px]`;
const ACROSS: Record<WidgetAccess["height"], string> = {
  line: "min-h-[132px] sm:min-h-[88px]",
  figures: "min-h-[272px] sm:min-h-[142px]",
  card: `${PHONE} sm:h-[400px]`,
};

/** Only across the page is a widget something else than a card. */
export function heightOf({ height }: Pick<WidgetAccess, "height">, size: WidgetSize): string {
  return size === "full" ? ACROSS[height] : CARD;
}

export const grows = ({ height }: Pick<WidgetAccess, "height">, size: WidgetSize): boolean =>
  size === "full" && height !== "card";

function all(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, number>;
  } catch {
    return {}; // A browser may keep nothing, or somebody wrote something else there.
  }
}

/** Of what grows: how tall it was last time, if it was ever seen here. `name` is null of what does not. */
export function useHeight(box: RefObject<HTMLElement | null>, name: string | null, isKnown: boolean) {
  const [narrow] = useState(() => typeof window !== "undefined" && window.innerWidth < NARROW);
  const key = name === null ? null : `${name}.${narrow ? "narrow" : "wide"}`;
  const [last] = useState(() => (key === null || typeof window === "undefined" ? undefined : all()[key]));
  useEffect(() => {
    const element = box.current;
    if (!isKnown || element === null || key === null) return;
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
  return typeof last === "number" ? last : undefined;
}
