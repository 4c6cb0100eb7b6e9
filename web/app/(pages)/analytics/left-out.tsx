/** What the tabs share: whom the reader may not see is left out and counted; a long list scrolls in its place. */
import type { ReactNode } from "react";
import { analytics } from "@/text/en-analytics";

export function Notes({
  of,
}: {
  of: { withheld_people: number; withheld: string | null; caution: string } | undefined;
}) {
  if (of === undefined) return null;
  return (
    <div className="mt-3 space-y-1 text-small text-ink-3">
      {of.withheld_people > 0 && <p>{analytics.leftOut(of.withheld_people, of.withheld ?? "")}</p>}
      <p>{of.caution}</p>
    </div>
  );
}

export function Tall({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
    <section tabIndex={0} aria-label={label} className="max-h-[420px] overflow-y-auto pr-1">
      {children}
    </section>
  );
}
