"use client";
/** What a team's own repositories take and its people hardly have, in words; and how many of each kind. */
import type { Gap, Gaps } from "@/api/skills";
import { skills } from "@/text/en-skills";
import { Badge, Card, Foreign, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

export function GapList({
  query,
}: {
  query: { data: Gaps | undefined; isLoading: boolean; error: unknown; refetch: () => unknown };
}) {
  const found = query.data;
  return (
    <Card title={skills.gaps} {...(found ? { says: skills.gapsTitle(found.subject.name) } : {})}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : !found ? (
        <Skeleton className="h-40" />
      ) : found.gaps === null ? (
        <Empty>{found.withheld ?? ""}</Empty>
      ) : found.gaps.length === 0 ? (
        <Empty>{skills.noGaps}</Empty>
      ) : (
        <ul className="divide-y divide-line">
          {found.gaps.map((gap) => (
            <One key={gap.skill} gap={gap} />
          ))}
        </ul>
      )}
      {found && (
        <div className="mt-3 space-y-1 border-t border-line pt-3 text-small text-ink-3">
          <p>{found.definition}</p>
          <p>{found.caution}</p>
        </div>
      )}
    </Card>
  );
}

function One({ gap }: { gap: Gap }) {
  return (
    <li className="py-2.5 first:pt-0">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">
          <Foreign>{gap.skill}</Foreign>
        </span>
        <Badge tone={gap.kind === "nobody" ? "worse" : "quiet"}>{skills.kinds[gap.kind] ?? gap.kind}</Badge>
        {gap.is_fading && gap.kind !== "fading" && <Badge>{skills.fading}</Badge>}
      </p>
      <p className="mt-0.5 text-ink-2">
        <Foreign>{gap.says}</Foreign>
      </p>
    </li>
  );
}
