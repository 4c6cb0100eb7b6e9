"use client";
/** Pairs of people who may be one, with the reasons, each to be answered. */
import { Check, X } from "lucide-react";
import Link from "next/link";
import { type Side, type Suggestion, useDeciding, useSuggestions } from "@/api/identities";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, Foreign, Initials, Skeleton } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { ShowMore } from "@/ui/table";
import { useTell } from "@/ui/toast";

export function Suggestions({ decides }: { decides: boolean }) {
  const { workspace } = usePlace();
  const query = useSuggestions(workspace.id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={sources.identities.suggestions}
      says={sources.identities.suggestionsSay}
      className="overflow-hidden"
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="m-4 h-[180px]" />
      ) : rows.length === 0 ? (
        <Empty title={sources.identities.noneTitle}>{sources.identities.none}</Empty>
      ) : (
        <ul>
          {rows.map((one) => (
            <One key={one.id} suggestion={one} decides={decides} />
          ))}
        </ul>
      )}
      <ShowMore query={query} />
    </Card>
  );
}

function One({ suggestion, decides }: { suggestion: Suggestion; decides: boolean }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { accept, reject, undo } = useDeciding(workspace.id);
  const busy = accept.isPending || reject.isPending;
  const decide = (which: typeof accept, sentence: string) =>
    which.mutate(suggestion.id, {
      onSuccess: (decision) =>
        tell(decision.state === "waiting" ? sources.identities.waiting : sentence, () =>
          undo.mutate(decision.id, {
            onSuccess: () => tell(sources.identities.undone),
            onError: (error) => tell(inWords(error)),
          }),
        ),
      onError: (error) => tell(inWords(error)),
    });
  return (
    <li className="grid gap-3 border-t border-line px-4 py-3 lg:grid-cols-[1fr_1fr_260px_auto] lg:items-start">
      <SideOf side={suggestion.left} />
      <SideOf side={suggestion.right} />
      <div>
        <p className="figures font-medium" title={sources.identities.likelySays}>
          {sources.identities.likely(suggestion.score)}
        </p>
        <ul className="text-small text-ink-2">
          {suggestion.reasons.map((one) => (
            <li key={`${one.reason} ${one.detail}`}>
              {sources.identities.reasons[one.reason] ?? one.reason}:{" "}
              <Foreign className="text-ink-3">{one.detail}</Foreign>
            </li>
          ))}
        </ul>
        {suggestion.conflict && <p className="mt-1 text-small text-worse">{suggestion.conflict}</p>}
      </div>
      {decides && (
        <div className="flex gap-2 lg:flex-col">
          <Button look="primary" disabled={busy} onClick={() => decide(accept, sources.identities.accepted)}>
            <Check aria-hidden="true" size={13} /> {sources.identities.same}
          </Button>
          <Button disabled={busy} onClick={() => decide(reject, sources.identities.rejected)}>
            <X aria-hidden="true" size={13} /> {sources.identities.different}
          </Button>
        </div>
      )}
    </li>
  );
}

function SideOf({ side }: { side: Side }) {
  const href = useHref();
  const name = side.developer.name ?? side.developer.email ?? en.people.unnamed;
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2">
        <Initials name={name} />
        <Link
          href={href("/person", { id: side.developer.id })}
          prefetch={false}
          className="font-medium hover:text-accent-ink hover:underline"
        >
          <Foreign>{name}</Foreign>
        </Link>
        {side.developer.kind !== "human" && <Badge>{side.developer.kind}</Badge>}
        {side.is_linked && <Badge tone="accent">{sources.identities.linked}</Badge>}
      </p>
      <ul className="mt-1 text-small text-ink-2">
        {side.identities.map((one) => (
          <li key={one.id} className="wrap-anywhere">
            <span className="text-ink-3">{one.provider}</span>{" "}
            <Foreign>{[one.name, one.username && `@${one.username}`, one.email].filter(Boolean).join(" · ")}</Foreign>
          </li>
        ))}
      </ul>
    </div>
  );
}
