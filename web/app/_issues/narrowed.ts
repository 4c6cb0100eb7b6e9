/** What the address says about which issues are listed. */
import type { IssueOrder, IssueState, Narrowed, StuckBy } from "@/api/issues";
import type { Changes } from "@/app/_frame/address";

export const STATES: readonly IssueState[] = ["open", "in_progress", "todo", "done", "cancelled"];
export const ORDERS: readonly IssueOrder[] = ["oldest", "newest", "quiet", "due", "closed"];
export const STUCK: readonly (StuckBy | "any")[] = ["any", "blocked", "quiet", "overdue"];
export const NOBODY = "nobody";
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Unknown words narrow nothing: an address from elsewhere still shows a page. */
export function narrowedIn(search: URLSearchParams): Narrowed {
  const among = <Word extends string>(words: readonly Word[], said: string | null) =>
    words.find((word) => word === said) ?? null;
  const state = among(STATES, search.get("state")) ?? "open";
  const usual = state === "done" || state === "cancelled" ? "closed" : "oldest";
  const assignee = search.get("assignee");
  const [, from, to] = /^(\d{1,5})-(\d{1,5})?$/.exec(search.get("age") ?? "") ?? [];
  return {
    state,
    order: among(ORDERS, search.get("order")) ?? usual,
    stuck: among(STUCK, search.get("stuck")),
    assignee: assignee === NOBODY || ID.test(assignee ?? "") ? assignee : null,
    q: search.get("q"),
    kind: search.get("kind"),
    ageFrom: from === undefined ? null : Number(from),
    ageTo: to === undefined ? null : Number(to),
  };
}

export const NOTHING: Changes = {
  state: null,
  order: null,
  stuck: null,
  assignee: null,
  q: null,
  kind: null,
  age: null,
};

export function isNarrowed(search: URLSearchParams): boolean {
  return Object.keys(NOTHING).some((key) => key !== "order" && search.has(key));
}
