"use client";
/** How something that is read is, in one word and its colour. */
import type { Condition } from "@/api/connections";
import { sources } from "@/text/en-sources";
import { Badge } from "@/ui/basic";

const TONE = {
  fresh: "better",
  reading: "accent",
  stale: "worse",
  never_read: "quiet",
  has_gaps: "worse",
  failing: "broken",
  paused: "quiet",
} as const;

export function ConditionBadge({ condition }: { condition: Condition }) {
  return <Badge tone={TONE[condition]}>{sources.integrations.condition[condition] ?? condition}</Badge>;
}
