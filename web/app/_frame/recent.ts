"use client";
/** What somebody last went to from the palette, kept in their browser, workspace by workspace. */
export interface Recent {
  group: "person" | "team" | "repository" | "page";
  id: string;
  name: string;
  path: string;
}

const KEY = "aexy.recent";
const MOST = 5;

type Kept = Record<string, Recent[]>;

function kept(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Kept) : {};
  } catch {
    // Not ours, or broken: there is nothing to remember.
    return {};
  }
}

export function recentIn(workspace_id: string): Recent[] {
  const found = kept()[workspace_id];
  return Array.isArray(found) ? found.filter((one) => typeof one?.name === "string").slice(0, MOST) : [];
}

/** The list with this one first, each once. */
export function withFirst(list: readonly Recent[], one: Recent): Recent[] {
  return [one, ...list.filter((other) => other.path !== one.path || other.id !== one.id)].slice(0, MOST);
}

export function remember(workspace_id: string, one: Recent): void {
  localStorage.setItem(KEY, JSON.stringify({ ...kept(), [workspace_id]: withFirst(recentIn(workspace_id), one) }));
}

/** Names are not left behind by whoever signs out. */
export function forgetRecent(): void {
  localStorage.removeItem(KEY);
}
