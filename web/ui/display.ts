"use client";
/** How this browser shows everything, beside its colours: how dense, by which clock, and where it begins. Kept in it alone. */
import { useSyncExternalStore } from "react";

export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export const DISPLAY_KEYS = { density: "aexy.density", zone: "aexy.zone", start: "aexy.start" } as const;
type Kept = keyof typeof DISPLAY_KEYS;

const CHANGED = "aexy.display";
export const USUAL_START = "/overview";

function read(what: Kept): string | null {
  try {
    return localStorage.getItem(DISPLAY_KEYS[what]);
  } catch {
    // A browser that keeps nothing has the usual.
    return null;
  }
}

function keep(what: Kept, value: string | null): void {
  if (value === null) localStorage.removeItem(DISPLAY_KEYS[what]);
  else localStorage.setItem(DISPLAY_KEYS[what], value);
  window.dispatchEvent(new Event(CHANGED));
}

export function chosenDensity(): Density {
  return document.documentElement.dataset.density === "compact" ? "compact" : "comfortable";
}

export function chooseDensity(density: Density): void {
  if (density === "compact") document.documentElement.dataset.density = density;
  else delete document.documentElement.dataset.density;
  keep("density", density === "compact" ? density : null);
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone !== "";
  } catch {
    return false;
  }
}

/** The zone instants are shown in; undefined is the machine's own. */
export function displayZone(): string | undefined {
  const zone = typeof window === "undefined" ? null : read("zone");
  return zone !== null && isZone(zone) ? zone : undefined;
}

export function chooseZone(zone: string | null): void {
  keep("zone", zone);
}

/** Where one begins: a path of ours, whatever stands in the browser. */
export function startPage(): string {
  const path = read("start") ?? USUAL_START;
  return /^\/[a-z]+(?:[/-][a-z]+)*$/.test(path) ? path : USUAL_START;
}

export function chooseStart(path: string): void {
  keep("start", path === USUAL_START ? null : path);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener("storage", changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener("storage", changed);
  };
}

export const useDensity = () => useSyncExternalStore(subscribe, chosenDensity, () => "comfortable" as Density);
export const useZone = () => useSyncExternalStore(subscribe, displayZone, () => undefined);
export const useStart = () => useSyncExternalStore(subscribe, startPage, () => USUAL_START);
