"use client";
/** The counts: how many uses of technologies are of which age. */
import type { TeamTechnology } from "@/api/technology";
import { count, say } from "@/metrics/format";
import { technology } from "@/text/en-technology";
import { Skeleton } from "@/ui/basic";

export function Tiles({ found }: { found: TeamTechnology | undefined }) {
  const { tiles } = technology;
  const shown = found && [
    {
      title: tiles.adoption,
      value: say(found.adoption_score, "share"),
      says: tiles.adoptionSays(found.n - found.unknown_count, found.n),
    },
    { title: tiles.current, value: count(found.current_count), says: tiles.currentSays },
    { title: tiles.recent, value: count(found.recent_count), says: tiles.recentSays },
    { title: tiles.outdated, value: count(found.outdated_count), says: tiles.outdatedSays },
    { title: tiles.deprecated, value: count(found.deprecated_count), says: tiles.deprecatedSays },
    { title: tiles.unknown, value: count(found.unknown_count), says: tiles.unknownSays },
  ];
  if (shown === undefined) return <Skeleton className="h-[108px]" />;
  return (
    <ul className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6 max-sm:gap-3">
      {shown.map(({ title, value, says }) => (
        <li key={title} className="rounded-card border border-line bg-card p-4 max-sm:p-3">
          <h2 className="text-ink-2">{title}</h2>
          <p className="figures text-reading font-semibold">{value}</p>
          <p className="text-small text-ink-3">{says}</p>
        </li>
      ))}
    </ul>
  );
}
