/** What of the data is known, as shares, and where each thing that is wrong is mended. */
import type { Route } from "@/api/may";
import type { DataCheck, Mend } from "@/api/quality";

/** The checks whose shares stand at the head of the page, in this order. */
export const KNOWN_SHARES = ["unknown_authors", "unknown_pull_authors", "unknown_reviews", "unlinked_merges"] as const;

export interface KnownShare {
  key: string;
  known: number;
  of: number;
  /** Null where there is nothing to know. */
  share: number | null;
}

/** What is left when what is missing is taken away. */
export function knownShares(checks: readonly DataCheck[]): KnownShare[] {
  return KNOWN_SHARES.flatMap((key) => {
    const check = checks.find((one) => one.key === key);
    if (check === undefined || check.of === null) return [];
    const known = check.of - check.n;
    return [{ key, known, of: check.of, share: check.of === 0 ? null : known / check.of }];
  });
}

const WEIGHTS = ["serious", "notable", "minor"];

/** Those that found something, the gravest and then the largest share first; and those in order. */
export function split(checks: readonly DataCheck[]): { found: DataCheck[]; whole: DataCheck[] } {
  const weight = (check: DataCheck) => (WEIGHTS.indexOf(check.severity) + WEIGHTS.length + 1) % (WEIGHTS.length + 1);
  const part = (check: DataCheck) => check.n / (check.of || check.n);
  return {
    found: checks.filter((check) => check.n > 0).sort((a, b) => weight(a) - weight(b) || part(b) - part(a)),
    whole: checks.filter((check) => check.n === 0),
  };
}

export interface MendingPlace {
  path: string;
  needs?: Route;
}

export const PLACES: Record<Mend, MendingPlace> = {
  repositories: { path: "/repositories" },
  identities: { path: "/identities" },
  connections: { path: "/integrations", needs: "GET /api/v1/workspaces/{workspace_id}/sync-health" },
  schedules: { path: "/settings/schedules" },
  open_work: { path: "/insights/delivery/flow" },
};
