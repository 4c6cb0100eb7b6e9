/** Whom the reader may not see is left out and counted; and what to be careful about. */
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
