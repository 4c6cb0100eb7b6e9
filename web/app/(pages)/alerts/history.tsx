"use client";
/** What happened to alerts and why, the latest first. */
import { type Happening, useHappenings } from "@/api/alerts";
import { usePlace } from "@/app/_frame/place";
import { alerts as en } from "@/text/en-alerts";
import { Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { ShowMore } from "@/ui/table";

export function History() {
  const { workspace } = usePlace();
  const query = useHappenings(workspace.id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={en.history} says={en.historySays} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="m-4 h-[96px]" />
      ) : rows.length === 0 ? (
        <Empty>{en.nothing}</Empty>
      ) : (
        <ol>
          {rows.map((one) => (
            <One key={one.id} happening={one} />
          ))}
        </ol>
      )}
      <ShowMore query={query} />
    </Card>
  );
}

function One({ happening }: { happening: Happening }) {
  return (
    <li className="grid gap-x-4 border-t border-line px-4 py-2 sm:grid-cols-[110px_200px_1fr]">
      <span className="text-small text-ink-3">
        <Instant at={happening.at} />
      </span>
      <Foreign className="truncate text-ink-2">{happening.rule_name}</Foreign>
      <span className="max-w-[90ch]">
        <Foreign>{happening.says}</Foreign>
      </span>
    </li>
  );
}
