"use client";
/** How old a version is, in a word and a colour that says the same. */
import type { VersionStatus } from "@/api/technology";
import { technology } from "@/text/en-technology";
import { Badge } from "@/ui/basic";

type Tone = "better" | "accent" | "worse" | "broken" | "quiet";

const TONES: Record<VersionStatus, Tone> = {
  current: "better",
  recent: "accent",
  outdated: "worse",
  deprecated: "broken",
};
/** Of bars; what is not known is grey. */
export const FILLS: Record<VersionStatus | "unknown", string> = {
  current: "bg-better-wash text-better",
  recent: "bg-accent-wash text-accent-ink",
  outdated: "bg-worse-wash text-worse",
  deprecated: "bg-broken-wash text-broken",
  unknown: "bg-sunken text-ink-2",
};

export function Status({ status, says }: { status: VersionStatus | null; says?: string | undefined }) {
  return (
    <span title={says}>
      <Badge tone={status === null ? "quiet" : TONES[status]}>{technology.status[status ?? "unknown"]}</Badge>
    </span>
  );
}
