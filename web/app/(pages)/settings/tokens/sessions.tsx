"use client";
/** Where one is signed in, and signing out from afar. */
import { useState } from "react";
import { type Session, useSessionChanges, useSessions } from "@/api/account";
import { account } from "@/text/en-account";
import { Badge, Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";

const text = account.tokens;

export function Sessions() {
  const query = useSessions();
  const tell = useTell();
  const { end, endAll } = useSessionChanges();
  const [leaving, setLeaving] = useState(false);
  const endOne = (session: Session) =>
    end.mutate(session.id, { onSuccess: () => tell(text.ended), onError: (error) => tell(inWords(error)) });
  const endEach = () =>
    endAll.mutate(undefined, {
      onSuccess: () => window.location.assign("/sign-in"),
      onError: (error) => tell(inWords(error)),
    });
  return (
    <Card
      title={text.sessions}
      says={text.sessionsSay}
      actions={<Button onClick={() => setLeaving(true)}>{text.endAll}</Button>}
      flush
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="m-4 h-24" />
      ) : (
        <SessionTable sessions={query.data} onEnd={endOne} />
      )}
      {leaving && (
        <Dialog
          open
          onClose={() => setLeaving(false)}
          title={text.endAllTitle}
          says={text.endAllSays(query.data?.length ?? 1)}
        >
          <div className="flex gap-2">
            <Button look="primary" disabled={endAll.isPending} onClick={endEach}>
              {text.endAll}
            </Button>
            <Button onClick={() => setLeaving(false)}>{text.cancel}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function SessionTable({ sessions, onEnd }: { sessions: Session[]; onEnd: (session: Session) => void }) {
  const columns: Column<Session>[] = [
    {
      key: "device",
      title: text.device,
      cell: (session) => (
        <span className="flex items-center gap-2 py-1.5">
          <Foreign className="font-medium">{session.label}</Foreign>
          {session.is_current && <Badge tone="accent">{text.current}</Badge>}
        </span>
      ),
    },
    { key: "way", title: text.way, from: "sm", cell: (session) => text.ways[session.way] ?? session.way },
    { key: "since", title: text.since, from: "lg", cell: (session) => <Instant at={session.created_at} /> },
    { key: "used", title: text.used, cell: (session) => <Instant at={session.last_used_at} none={text.never} /> },
    {
      key: "end",
      title: "",
      label: text.end,
      number: true,
      cell: (session) => !session.is_current && <Button onClick={() => onEnd(session)}>{text.end}</Button>,
    },
  ];
  return <Table rows={sessions} columns={columns} rowKey={(session) => session.id} label={text.sessions} />;
}
