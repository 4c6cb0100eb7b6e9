"use client";
/** Keys for programs: made, shown once, revoked. */
import { useState } from "react";
import { type Key, type MadeKey, useKeyChanges, useKeys } from "@/api/account";
import { account } from "@/text/en-account";
import { Badge, Button, Card, dateTime, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { MakeKey } from "./make-key";

const text = account.tokens;

export function Keys() {
  const query = useKeys();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const [leaving, setLeaving] = useState<Key | null>(null);
  const make = <Button onClick={() => setMaking(true)}>{text.make}</Button>;
  return (
    <Card title={text.keys} says={text.keysSay} actions={query.data?.length ? make : undefined} flush>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="m-4 h-24" />
      ) : query.data.length === 0 ? (
        <Empty action={make}>{text.keysNone}</Empty>
      ) : (
        <KeyTable keys={query.data} onRevoke={setLeaving} />
      )}
      {making && (
        <MakeKey
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      )}
      {made && <Shown made={made} onClose={() => setMade(null)} />}
      {leaving && <Revoke one={leaving} onClose={() => setLeaving(null)} />}
    </Card>
  );
}

function KeyTable({ keys, onRevoke }: { keys: Key[]; onRevoke: (key: Key) => void }) {
  const columns: Column<Key>[] = [
    {
      key: "name",
      title: text.begins,
      cell: (key) => (
        <div className="min-w-0 py-1.5">
          <p className="truncate font-medium">
            <Foreign>{key.name}</Foreign>
          </p>
          <p className="font-mono text-fine text-ink-3">{`aexy_${key.prefix}_…`}</p>
        </div>
      ),
    },
    {
      key: "scopes",
      title: text.scopesHead,
      cell: (key) => (
        <span className="flex flex-wrap gap-1">
          {key.scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
          {key.workspace && <Foreign className="text-fine text-ink-3">{key.workspace}</Foreign>}
        </span>
      ),
    },
    {
      key: "until",
      title: text.until,
      from: "lg",
      cell: (key) => (key.is_expired ? <Badge>{text.over}</Badge> : <span>{dateTime(key.expires_at)}</span>),
    },
    { key: "used", title: text.used, from: "sm", cell: (key) => <Instant at={key.last_used_at} none={text.never} /> },
    {
      key: "revoke",
      title: "",
      label: text.revoke,
      number: true,
      cell: (key) => <Button onClick={() => onRevoke(key)}>{text.revoke}</Button>,
    },
  ];
  return <Table rows={keys} columns={columns} rowKey={(key) => key.id} label={text.keys} />;
}

function Shown({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  const tell = useTell();
  return (
    <Dialog open onClose={onClose} title={text.made} says={text.madeSays} wide>
      <div className="flex gap-2">
        <input
          readOnly
          aria-label={text.made}
          value={made.key}
          className="field font-mono"
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={() => void navigator.clipboard.writeText(made.key).then(() => tell(text.copied))}>
          {text.copy}
        </Button>
      </div>
      <Button look="primary" className="mt-4" onClick={onClose}>
        {text.done}
      </Button>
    </Dialog>
  );
}

function Revoke({ one, onClose }: { one: Key; onClose: () => void }) {
  const tell = useTell();
  const { revoke } = useKeyChanges();
  const doIt = () =>
    revoke.mutate(one.id, {
      onSuccess: () => {
        tell(text.revoked);
        onClose();
      },
      onError: (error) => tell(inWords(error)),
    });
  return (
    <Dialog open onClose={onClose} title={text.revokeTitle(one.name)} says={text.revokeSays}>
      <div className="flex gap-2">
        <Button look="primary" disabled={revoke.isPending} onClick={doIt}>
          {text.revoke}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </Dialog>
  );
}
