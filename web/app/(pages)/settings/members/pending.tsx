"use client";
/** Who was invited and has not answered: another link, or taken back. */
import { useState } from "react";
import { type Invitation, type MadeInvitation, useInvitationChanges, useInvitations } from "@/api/members";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Badge, Button, Card, dateTime, Foreign } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { LinkDialog } from "./invite";

export function Pending() {
  const { workspace } = usePlace();
  const tell = useTell();
  const query = useInvitations(workspace.id);
  const { resend, revoke } = useInvitationChanges(workspace.id);
  const [made, setMade] = useState<MadeInvitation | null>(null);
  const wrong = (error: unknown) => tell(inWords(error));
  const columns: Column<Invitation>[] = [
    { key: "email", title: words.pending.email, cell: ({ email }) => <Foreign>{email}</Foreign> },
    {
      key: "role",
      title: words.role,
      cell: ({ role, teams }) => (
        <>
          <span className="whitespace-nowrap">{role}</span>
          {teams !== null && `: ${teams.map((team) => team.name).join(", ") || words.nothing}`}
        </>
      ),
    },
    {
      key: "until",
      title: words.pending.until,
      from: "sm",
      cell: ({ state, expires_at }) =>
        state === "expired" ? <Badge tone="worse">{words.pending.expired}</Badge> : dateTime(expires_at),
    },
    {
      key: "by",
      title: words.pending.by,
      from: "lg",
      cell: ({ invited_by }) => (invited_by === null ? "–" : <Foreign>{invited_by}</Foreign>),
    },
    {
      key: "actions",
      title: "",
      label: words.actions,
      className: "text-right",
      cell: ({ id, email }) => (
        <span className="inline-flex flex-wrap justify-end gap-1.5">
          <Button
            aria-label={words.pending.resendTo(email)}
            disabled={resend.isPending}
            onClick={() => resend.mutate(id, { onSuccess: setMade, onError: wrong })}
          >
            {words.pending.resend}
          </Button>
          <Button
            aria-label={words.pending.revokeFrom(email)}
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(id, { onSuccess: () => tell(words.pending.revoked(email)), onError: wrong })}
          >
            {words.pending.revoke}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Card title={words.pending.title} says={words.pending.says} flush>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{words.pending.none}</p>
      ) : (
        <Table
          label={words.pending.title}
          columns={columns}
          rows={query.data ?? []}
          rowKey={(one) => one.id}
          loading={query.data === undefined ? 2 : 0}
        />
      )}
      {made !== null && <LinkDialog made={made} onClose={() => setMade(null)} />}
    </Card>
  );
}
