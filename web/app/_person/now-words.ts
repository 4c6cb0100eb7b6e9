/** What stands where somebody has nothing in hand: nothing, nothing that may be seen, or nothing known. */
import type { Waiting } from "@/api/delivery";
import { now as text } from "@/text/en-now";

/** Waits that end with a review of whoever is waited for. */
export const REVIEWS: readonly Waiting["rows"][number]["kind"][] = ["review", "another_look"];

export function noneOf(
  { known, isMe, withheld }: { known: boolean; isMe: boolean; withheld: boolean },
  none: string,
  unknown: string,
): string {
  if (!known) return unknown;
  // One's own is never out of reach.
  return withheld && !isMe ? text.unseen : none;
}
