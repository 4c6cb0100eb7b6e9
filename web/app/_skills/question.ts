/** What is asked about a piece of work, as the address of the page holds it. */
import type { Question } from "@/api/skills";
import type { Changes } from "@/app/_frame/address";

export const DAYS = [30, 90, 180, 365] as const;
export const USUAL_DAYS = 90;
const SHOWN = 8;

/** The fields of the form: what somebody typed, before it is asked. */
export interface Asked {
  text: string;
  issue: string;
  /** One a line. */
  paths: string;
  takes: string;
  most: string;
  days: number;
  fair: boolean;
  there: boolean;
}

export function askedIn(search: URLSearchParams): Asked {
  const days = Number(search.get("days"));
  return {
    text: search.get("text") ?? "",
    issue: search.get("issue") ?? "",
    paths: search.get("paths") ?? "",
    takes: search.get("takes") ?? "",
    most: /^\d{1,4}$/.test(search.get("most") ?? "") ? (search.get("most") ?? "") : "",
    days: DAYS.find((one) => one === days) ?? USUAL_DAYS,
    fair: search.has("fair"),
    there: search.has("there"),
  };
}

function split(text: string, by: string): string[] {
  return [...new Set(text.split(by).map((one) => one.trim()))].filter(Boolean);
}

/** Null where nothing is said of the work: then there is nothing to ask. */
export function questionOf(asked: Asked, team: string | null): Question | null {
  const [text, issue, paths] = [asked.text.trim(), asked.issue.trim(), split(asked.paths, "\n")];
  if (!text && !issue && paths.length === 0) return null;
  return {
    text: text || null,
    issue_key: issue || null,
    paths,
    required_skills: split(asked.takes, ","),
    most_in_hand: asked.most === "" ? null : Math.min(1000, Number(asked.most)),
    active_days: asked.days,
    fair: asked.fair,
    only_available: asked.there,
    limit: SHOWN,
    ...(team === null ? {} : { team_id: team }),
  };
}

/** The same as keys of the address; what is as usual stands in none. */
export function keysOf(asked: Asked): Changes {
  return {
    text: asked.text.trim() || null,
    issue: asked.issue.trim() || null,
    paths: split(asked.paths, "\n").join("\n") || null,
    takes: split(asked.takes, ",").join(", ") || null,
    most: asked.most.trim() || null,
    days: asked.days === USUAL_DAYS ? null : String(asked.days),
    fair: asked.fair ? "1" : null,
    there: asked.there ? "1" : null,
  };
}
