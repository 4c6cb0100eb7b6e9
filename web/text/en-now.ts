/** What is said of what somebody has in hand now. */
import { count, plural } from "@/metrics/format";

export const now = {
  title: "Now",
  says: "What is open and waits at this moment, the oldest first. Items, not effort.",
  pulls: "Open pull requests",
  reviews: "Reviews asked for",
  issues: "Issues in progress",
  noPulls: "None open.",
  noReviews: "None waited for.",
  noIssues: "None in progress.",
  /** What others have may be out of reach without being nothing. */
  unseen: "None that you may see.",
  unknownPulls: "No pull request is known. Connect a provider to see them.",
  unknownIssues: "No issue is known. Connect a tracker to see them.",
  more: (n: number) => `And ${plural(n, "more", "more")}.`,
  all: (n: number) => `All ${count(n)}`,
  openFor: (time: string) => `open for ${time}`,
  waitsFor: (time: string) => `waited for ${time}`,
  stuck: "stuck",
};
