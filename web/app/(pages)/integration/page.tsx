"use client";
/** One connection: what was read of it, what is missing, what is left to ask, its tokens and web hooks. */
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { type ConnectionHealth, useConnection, useConnectionChanges, useHealth } from "@/api/connections";
import { isActive } from "@/api/hooks";
import { useAddress } from "@/app/_frame/address";
import { Progress } from "@/app/_frame/job-indicator";
import { MissingId } from "@/app/_frame/missing";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { AboutConnection } from "@/app/_sources/about";
import { ConditionBadge } from "@/app/_sources/condition";
import { Deliveries } from "@/app/_sources/deliveries";
import { FollowForm } from "@/app/_sources/follow";
import { Gaps } from "@/app/_sources/gaps";
import { Streams } from "@/app/_sources/streams";
import { en } from "@/text/en";
import { Badge, Button, Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function Integration() {
  const { id } = useAddress();
  return id === null ? <MissingId title={en.integration.title} /> : <One id={id} />;
}

function One({ id }: { id: string }) {
  const { workspace } = usePlace();
  const health = useHealth(workspace.id, id);
  const name = health.data?.name ?? en.integration.title;
  return (
    <>
      <PageHead
        title={<Foreign>{name}</Foreign>}
        name={name}
        badge={health.data && <Badge>{en.integrations.names[health.data.provider]}</Badge>}
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

function Found({ health }: { health: ConnectionHealth }) {
  const { workspace } = usePlace();
  const connection = useConnection(workspace.id, health.connection_id);
  return (
    <>
      <Condition health={health} />
      <Streams health={health} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Gaps health={health} />
        <AboutConnection health={health} connection={connection.data} />
      </div>
      <Deliveries connection_id={health.connection_id} dead={health.inbox.dead} />
    </>
  );
}

function Condition({ health }: { health: ConnectionHealth }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [choosing, setChoosing] = useState(false);
  const connection = useConnection(workspace.id, health.connection_id).data;
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
        <Button
          look="primary"
          disabled={busy || paused}
          onClick={() => sync.mutate(false, told(en.integrations.syncing))}
        >
          <RefreshCw aria-hidden="true" size={13} /> {en.integrations.sync}
        </Button>
      }
    >
      {health.active_job && busy ? (
        <Progress job={health.active_job} />
      ) : (
        <p className="text-ink-2">
          <Sentence>{health.sentence}</Sentence>
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button disabled={connection === undefined} onClick={() => setChoosing(true)}>
          {en.integration.change}
        </Button>
        <Button disabled={busy || paused} onClick={() => sync.mutate(true, told(en.integrations.syncing))}>
          {en.integration.full}
        </Button>
        <Button disabled={busy} onClick={() => replay.mutate(undefined, told(en.integration.replaySays))}>
          {en.integration.replay}
        </Button>
        <Button
          disabled={change.isPending}
          onClick={() => change.mutate({ is_paused: !paused }, { onError: (error) => tell(inWords(error)) })}
        >
          {paused ? en.integration.resume : en.integration.pause}
        </Button>
      </div>
      {choosing && connection && (
        <Dialog
          open
          onClose={() => setChoosing(false)}
          title={en.connecting.follow}
          says={en.connecting.followSays}
          wide
        >
          <FollowForm connection={connection} onDone={() => setChoosing(false)} />
        </Dialog>
      )}
    </Card>
  );
}
