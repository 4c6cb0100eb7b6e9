"use client";
/** The colour scheme: the system's, unless the person chose one in this browser. */
import { useSyncExternalStore } from "react";

export type SchemeChoice = "system" | "light" | "dark";
export const SCHEME_KEY = "aexy.scheme";

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

export function chosenScheme(): SchemeChoice {
  const chosen = document.documentElement.dataset.scheme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function chooseScheme(choice: SchemeChoice): void {
  const root = document.documentElement;
  if (choice === "system") {
    delete root.dataset.scheme;
    localStorage.removeItem(SCHEME_KEY);
  } else {
    root.dataset.scheme = choice;
    localStorage.setItem(SCHEME_KEY, choice);
  }
}

function subscribe(changed: () => void): () => void {
  const system = dark();
  const chosen = new MutationObserver(changed);
  system.addEventListener("change", changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-scheme"] });
  return () => {
    system.removeEventListener("change", changed);
    chosen.disconnect();
  };
}

/** What is drawn now, for drawings that cannot follow a style sheet. */
export function useScheme(): "light" | "dark" {
  return useSyncExternalStore(
    subscribe,
    () => {
      const chosen = chosenScheme();
      return chosen === "system" ? (dark().matches ? "dark" : "light") : chosen;
    },
    () => "light",
  );
}

export function useSchemeChoice(): SchemeChoice {
  return useSyncExternalStore(subscribe, chosenScheme, () => "system");
}
