"use client";
/** No deployment counts: what else there is that could stand for one, and how many that would be. */
import Link from "next/link";
import { type Suggestion, useSuggestions } from "@/api/delivery";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { count, plural } from "@/metrics/format";
import { delivery } from "@/text/en-delivery";
import { Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Wrong } from "@/ui/states";
import type { Counts } from "./counting";
import { useMayTry } from "./may-rules";
import { DELIVERY } from "./pages";

export interface Kind {
  counts: Counts;
  n: number;
  repositories: string[];
  last: string | null;
}

/** What could stand for deployments, kind by kind, that with most first. */
export function kindsOf(suggestions: readonly Suggestion[]): Kind[] {
  const found = new Map<Counts, Kind>();
  for (const { rule, n, repository, last_at } of suggestions) {
    const counts = rule.counts ?? "deployments";
    const kind = found.get(counts) ?? { counts, n: 0, repositories: [], last: null };
    kind.n += n;
    kind.repositories.push(repository);
    if (last_at !== null && (kind.last === null || last_at > kind.last)) kind.last = last_at;
    found.set(counts, kind);
  }
  return [...found.values()].sort((a, b) => b.n - a.n);
}

export function NothingCounted() {
  const { workspace } = usePlace();
  const query = useSuggestions(workspace.id);
  const href = useHref();
  const may = useMayTry();
  const kinds = kindsOf(query.data ?? []);
  const says = query.data === undefined ? "\u00a0" : kinds.length > 0 ? delivery.empty.says : delivery.empty.nothing;
  return (
    <Card title={delivery.empty.title} says={says}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-[124px]" />
      ) : (
        kinds.length > 0 && (
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
            {kinds.map((kind) => (
              <li key={kind.counts} className="flex min-h-[124px] flex-col rounded-card border border-line p-4">
                <h3 className="text-ink-2">{delivery.counts[kind.counts].name}</h3>
                <p className="figures text-reading font-semibold">{count(kind.n)}</p>
                <p className="truncate text-small text-ink-3" title={kind.repositories.join(", ")}>
                  {kind.repositories.length === 1 ? (
                    <Foreign>{kind.repositories[0] ?? ""}</Foreign>
                  ) : (
                    plural(kind.repositories.length, "repository", "repositories")
                  )}
                  {kind.last !== null && (
                    <>
                      {" · "}
                      <Instant at={kind.last} />
                    </>
                  )}
                </p>
                {may && (
                  <ButtonLink href={`${DELIVERY}/rules`} changes={{ tried: kind.counts }} className="mt-3">
                    {delivery.empty.look}
                  </ButtonLink>
                )}
              </li>
            ))}
          </ul>
        )
      )}
      <p className="mt-3 text-small text-ink-3">
        {!may && kinds.length > 0 && `${delivery.empty.ask} `}
        {delivery.empty.none}{" "}
        <Link href={href("/integrations")} prefetch={false} className="underline hover:text-ink">
          {delivery.empty.connect}
        </Link>
      </p>
    </Card>
  );
}
