"use client";
/** What can be done from the palette, as far as somebody may. */
import { useMemo } from "react";
import { signOut } from "@/api/changes";
import { en } from "@/text/en";
import { chooseScheme, useScheme } from "@/ui/scheme";
import { useMay } from "./may";
import { usePlace } from "./place";
import { forgetRecent } from "./recent";

export interface Action {
  id: string;
  name: string;
  detail: string;
  /** A page it leads to; otherwise it is done at once. */
  path?: string;
  run?: () => void;
}

export function signOutHere(): void {
  forgetRecent();
  void signOut().finally(() => window.location.assign("/sign-in"));
}

export function useActions(): Action[] {
  const { session, workspace } = usePlace();
  const may = useMay();
  const scheme = useScheme();
  return useMemo(() => {
    const { actions } = en.search;
    const other = scheme === "dark" ? "light" : "dark";
    const found: (Action | false)[] = [
      may("POST /api/v1/workspaces/{workspace_id}/repositories") && {
        id: "add",
        name: actions.add,
        detail: "",
        path: "/?add",
      },
      may("POST /api/v1/workspaces/{workspace_id}/connections") && {
        id: "connect",
        name: actions.connect,
        detail: "",
        path: "/integrations",
      },
      ...session.workspaces
        .filter(({ id }) => id !== workspace.id)
        .map(({ id, name, slug }) => ({
          id: `switch-${id}`,
          name: actions.change(name),
          detail: en.nav.workspace,
          path: `/overview?ws=${encodeURIComponent(slug)}`,
        })),
      { id: "scheme", name: actions.scheme[other], detail: en.nav.scheme, run: () => chooseScheme(other) },
      { id: "system", name: actions.scheme.system, detail: en.nav.scheme, run: () => chooseScheme("system") },
      { id: "out", name: en.nav.signOut, detail: "", run: signOutHere },
    ];
    return found.filter((one): one is Action => one !== false);
  }, [session, workspace.id, may, scheme]);
}
