"use client";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { type ConnectionHealth, useConnection, useConnectionChanges, useHealth } from "@/api/connections";
import { isActive } from "@/api/hooks";
import { useAddress } from "@/app/_frame/address";
import { Progress } from "@/app/_frame/job-indicator";
/** One connection: what was read of it, what is missing, what is left to ask, its tokens and web hooks. */
import { useMay } from "@/app/_frame/may";
import { MissingId } from "@/app/_frame/missing";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { AboutConnection } from "@/app/_sources/about";
import { ConditionBadge } from "@/app/_sources/condition";
import { Deliveries } from "@/app/_sources/deliveries";
import { FollowForm } from "@/app/_sources/follow";
import { Gaps } from "@/app/_sources/gaps";
import { Streams } from "@/app/_sources/streams";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function Integration() {
  const { id } = useAddress();
  return id === null ? <MissingId title={sources.integration.title} /> : <One id={id} />;
}

function One({ id }: { id: string }) {
  const { workspace } = usePlace();
  const health = useHealth(workspace.id, id);
  const name = health.data?.name ?? sources.integration.title;
  return (
    <>
      <PageHead
        title={<Foreign>{name}</Foreign>}
        name={name}
        badge={health.data && <Badge>{sources.integrations.names[health.data.provider]}</Badge>}
      />
      <PageBody>
        {health.error ? (
          <Card>
            <Wrong error={health.error} retry={() => void health.refetch()} className="p-0!" />
          </Card>
        ) : health.data === undefined ? (
          <Skeleton className="h-[320px] rounded-card" />
        ) : (
          <Found health={health.data} />
        )}
      </PageBody>
    </>
  );
}

const ONE = "/api/v1/workspaces/{workspace_id}/connections/{connection_id}";

function Found({ health }: { health: ConnectionHealth }) {
  const mayManage = useMay()(`GET ${ONE}`);
  return (
    <>
      <Condition health={health} />
      <Streams health={health} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Gaps health={health} />
        {mayManage && <About health={health} />}
      </div>
      {mayManage && <Deliveries connection_id={health.connection_id} dead={health.inbox.dead} />}
    </>
  );
}

function About({ health }: { health: ConnectionHealth }) {
  const { workspace } = usePlace();
  const connection = useConnection(workspace.id, health.connection_id);
  return <AboutConnection health={health} connection={connection.data} />;
}

function Condition({ health }: { health: ConnectionHealth }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [choosing, setChoosing] = useState(false);
  const may = useMay();
  const { sync, replay, change } = useConnectionChanges(workspace.id, health.connection_id);
  const busy = isActive(health.active_job);
  const paused = health.condition === "paused";
  const told = (sentence: string) => ({
    onSuccess: () => tell(sentence),
    onError: (error: Error) => tell(inWords(error)),
  });
  return (
    <Card
      title={<ConditionBadge condition={health.condition} />}
      actions={
        may(`POST ${ONE}/sync`) && (
          <Button
            look="primary"
            disabled={busy || paused}
            onClick={() => sync.mutate(false, told(sources.integrations.syncing))}
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
      {may(`PATCH ${ONE}`) && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button onClick={() => setChoosing(true)}>{sources.integration.change}</Button>
          <Button disabled={busy || paused} onClick={() => sync.mutate(true, told(sources.integrations.syncing))}>
            {sources.integration.full}
          </Button>
          <Button disabled={busy} onClick={() => replay.mutate(undefined, told(sources.integration.replaySays))}>
            {sources.integration.replay}
          </Button>
          <Button
            disabled={change.isPending}
            onClick={() => change.mutate({ is_paused: !paused }, { onError: (error) => tell(inWords(error)) })}
          >
            {paused ? sources.integration.resume : sources.integration.pause}
          </Button>
        </div>
      )}
      {choosing && <Follow connection_id={health.connection_id} onClose={() => setChoosing(false)} />}
    </Card>
  );
}

function Follow({ connection_id, onClose }: { connection_id: string; onClose: () => void }) {
  const { workspace } = usePlace();
  const connection = useConnection(workspace.id, connection_id).data;
  return (
    <Dialog open onClose={onClose} title={sources.connecting.follow} says={sources.connecting.followSays} wide>
      {connection === undefined ? (
        <Skeleton className="h-[160px]" />
      ) : (
        <FollowForm connection={connection} onDone={onClose} />
      )}
    </Dialog>
  );
}
