"use client";
import Link from "next/link";
/** How fresh numbers, repositories and providers are, and who waits to be joined. */
import type { ReactNode } from "react";
import { useRecompute } from "@/api/changes";
import { useSuggestions } from "@/api/identities";
import { type SyncStatus, useSyncStatus } from "@/api/quality";
import { useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { ConditionBadge } from "@/app/_sources/condition";
import { en } from "@/text/en";
import { quality as text } from "@/text/en-quality";
import { Button, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function Freshness() {
  const { workspace } = usePlace();
  const query = useSyncStatus(workspace.id);
  const decides = useMay()("GET /api/v1/workspaces/{workspace_id}/identities/suggestions");
  return (
    <Card title={text.fresh} says={text.freshSays}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.data === undefined ? (
        <Skeleton className="h-[260px]" />
      ) : (
        <div className="divide-y divide-line">
          <Stored of={query.data.snapshots} />
          <Repositories of={query.data.repositories} />
          <Providers of={query.data.sources} />
          {decides && <Waiting />}
        </div>
      )}
    </Card>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="py-3 first:pt-0 last:pb-0">
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-medium">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

function Stored({ of }: { of: SyncStatus["snapshots"] }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const recompute = useRecompute(workspace.id);
  const may = useMay()("POST /api/v1/workspaces/{workspace_id}/insights/snapshots/generate");
  return (
    <Part
      title={text.stored}
      action={
        may && (
          <Button
            disabled={recompute.isPending}
            onClick={() =>
              recompute.mutate(undefined, {
                onSuccess: () => tell(text.recounting),
                onError: (error) => tell(inWords(error)),
              })
            }
          >
            {text.recount}
          </Button>
        )
      }
    >
      <p className="text-ink-2">
        <Sentence>{of.sentence}</Sentence>
      </p>
      <p className="text-small text-ink-3">
        {of.auto ? text.nightly : text.byHand}
        {of.counted_at && (
          <>
            {" · "}
            {text.storedAt} <Instant at={of.counted_at} />
          </>
        )}
      </p>
    </Part>
  );
}

function Repositories({ of }: { of: SyncStatus["repositories"] }) {
  return (
    <Part title={text.read} action={<ButtonLink href="/repositories">{text.mend.repositories}</ButtonLink>}>
      <p className={of.failed > 0 ? "text-broken" : "text-ink-2"}>{text.readSays(of.repositories, of.failed)}</p>
      <p className="text-small text-ink-3">
        {of.syncing > 0 && `${text.reading(of.syncing)} · `}
        {text.last} <Instant at={of.last_synced_at} none={en.repositories.never} />
      </p>
    </Part>
  );
}

function Providers({ of }: { of: SyncStatus["sources"] }) {
  const href = useHref();
  const may = useMay()("GET /api/v1/workspaces/{workspace_id}/sync-health");
  return (
    <Part
      title={text.providers}
      action={
        may && <ButtonLink href="/integrations">{of.length === 0 ? text.connect : text.mend.connections}</ButtonLink>
      }
    >
      {of.length === 0 ? (
        <p className="text-ink-2">{text.noProviders}</p>
      ) : (
        <ul className="mt-1 space-y-2">
          {of.map((one) => (
            <li key={one.connection_id}>
              <p className="flex items-center gap-2">
                {may ? (
                  <Link
                    href={href("/integration", { id: one.connection_id })}
                    prefetch={false}
                    className="min-w-0 truncate hover:text-accent-ink hover:underline"
                  >
                    <Foreign>{one.name}</Foreign>
                  </Link>
                ) : (
                  <Foreign className="min-w-0 truncate">{one.name}</Foreign>
                )}
                <ConditionBadge condition={one.condition} />
                {one.open_gaps > 0 && <span className="text-small text-worse">{text.gaps(one.open_gaps)}</span>}
                <span className="ml-auto shrink-0 text-small text-ink-3">
                  <Instant at={one.last_synced_at} none={en.repositories.never} />
                </span>
              </p>
              {one.sentence && (
                <p className="text-small text-ink-3">
                  <Sentence>{one.sentence}</Sentence>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Waiting() {
  const { workspace } = usePlace();
  const query = useSuggestions(workspace.id);
  const n = query.data?.pages.flatMap((page) => page.items).length ?? 0;
  if (query.isPending) return <Skeleton className="my-3 h-10" />;
  if (query.error) return null;
  return (
    <Part title={text.identities} action={<ButtonLink href="/identities">{text.look}</ButtonLink>}>
      <p className="text-ink-2">{n === 0 ? text.noneWaiting : text.waiting(n)}</p>
    </Part>
  );
}
