"use client";
import { Plug, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type ConnectionHealth, type Provider, useConnectionChanges, useSyncHealth } from "@/api/connections";
import { isActive } from "@/api/hooks";
import { useHref } from "@/app/_frame/address";
import { Progress } from "@/app/_frame/job-indicator";
/** The providers work comes from: how each is, and the way to connect another. */
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { ConditionBadge } from "@/app/_sources/condition";
import { ConnectDialog } from "@/app/_sources/connect-dialog";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, cx, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const PROVIDERS: readonly Provider[] = ["github", "gitlab", "jira", "linear"];

export default function Integrations() {
  const { workspace } = usePlace();
  const query = useSyncHealth(workspace.id);
  const [connecting, setConnecting] = useState<Provider | null>(null);
  const isFirst = query.data?.length === 0;
  const why = workspace.is_demo ? sources.integrations.madeUp : sources.integrations.empty;
  const mayConnect = useMay()("POST /api/v1/workspaces/{workspace_id}/connections");
  return (
    <>
      <PageHead title={sources.integrations.title} />
      <PageBody>
        {query.error ? (
          <Card>
            <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
          </Card>
        ) : query.data === undefined ? (
          <Skeleton className="h-[150px] rounded-card" />
        ) : query.data.length === 0 ? (
          !mayConnect && (
            <Card>
              <Empty title={sources.integrations.emptyTitle}>{why}</Empty>
            </Card>
          )
        ) : (
          query.data.map((one) => <ConnectionCard key={one.connection_id} health={one} />)
        )}
        {mayConnect && (
          <Card
            title={isFirst ? sources.integrations.emptyTitle : sources.integrations.add}
            says={isFirst ? why : sources.integrations.says}
          >
            <ul className="grid border-t border-line sm:grid-cols-2 sm:gap-x-8">
              {PROVIDERS.map((provider, at) => (
                <li
                  key={provider}
                  className={cx(
                    "flex items-center gap-3 border-line py-3",
                    at < PROVIDERS.length - 1 && "max-sm:border-b",
                    at < PROVIDERS.length - 2 && "sm:border-b",
                  )}
                >
                  <Plug aria-hidden="true" size={15} className="shrink-0 text-ink-3" />
                  <span className="min-w-0 grow">
                    <span className="block font-medium">{sources.integrations.names[provider]}</span>
                    <span className="block text-small text-ink-3">{sources.integrations.reads[provider]}</span>
                  </span>
                  <Button className="shrink-0" onClick={() => setConnecting(provider)}>
                    {sources.integrations.connect}
                    <span className="sr-only"> {sources.integrations.names[provider]}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )}
        {connecting !== null && <ConnectDialog provider={connecting} onClose={() => setConnecting(null)} />}
      </PageBody>
    </>
  );
}

function ConnectionCard({ health }: { health: ConnectionHealth }) {
  const href = useHref();
  const tell = useTell();
  const { workspace } = usePlace();
  const { sync } = useConnectionChanges(workspace.id, health.connection_id);
  const busy = isActive(health.active_job);
  const maySync = useMay()("POST /api/v1/workspaces/{workspace_id}/connections/{connection_id}/sync");
  const scopes = health.scopes.filter((one) => one.scope !== "connection");
  const repositories = scopes.filter((one) => one.scope === "repository").length;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <Link
            href={href("/integration", { id: health.connection_id })}
            prefetch={false}
            className="hover:text-accent-ink hover:underline"
          >
            <Foreign>{health.name}</Foreign>
          </Link>
          <Badge>{sources.integrations.names[health.provider] ?? health.provider}</Badge>
          <ConditionBadge condition={health.condition} />
        </span>
      }
      says={sources.integrations.follows(repositories, scopes.length - repositories)}
      actions={
        maySync && (
          <Button
            disabled={busy || sync.isPending || health.condition === "paused"}
            onClick={() =>
              sync.mutate(false, {
                onSuccess: () => tell(sources.integrations.syncing),
                onError: (error) => tell(inWords(error)),
              })
            }
          >
            <RefreshCw aria-hidden="true" size={13} /> {sources.integrations.sync}
          </Button>
        )
      }
    >
      {health.active_job && busy ? (
        <Progress job={health.active_job} />
      ) : (
        <p className="text-ink-2">
          <Sentence>{health.sentence}</Sentence>
        </p>
      )}
      <p className="mt-2 text-small text-ink-3">
        {sources.integrations.last}: <Instant at={health.last_synced_at} none={sources.integrations.never} />
        {" · "}
        {sources.integrations.hooks}: <Instant at={health.inbox.last_received_at} none={sources.integrations.never} />
      </p>
    </Card>
  );
}
