"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useMembership } from "@/api/changes";
import type { TeamDetail, TeamMember } from "@/api/types";
import { writeDay } from "@/metrics/periods";
import { en } from "@/text/en";
import { Button, Card, Foreign, Initials } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { useHref } from "./address";
import { ChoosePerson } from "./choose-person";
/** Who is or was in a team, from when to when; joining, leaving, and taking a removal back. */
import { useMay } from "./may";
import { usePlace } from "./place";

const ONE = "/api/v1/workspaces/{workspace_id}/teams/{team_id}";

/** Dates are days; the API keeps instants. A day begins at midnight UTC here. */
const instantOf = (day: string) => (day === "" ? null : `${day}T00:00:00Z`);
const dayOf = (at: string | null) => at?.slice(0, 10) ?? "";

export function TeamMembers({
  id,
  team,
  onDelete,
}: {
  id: string;
  team: TeamDetail | undefined;
  /** Where the team itself may be deleted. */
  onDelete?: () => void;
}) {
  const { workspace } = usePlace();
  const href = useHref();
  const tell = useTell();
  const may = useMay();
  const mayChange = may(`PUT ${ONE}/members/{developer_id}`) && may(`DELETE ${ONE}/members/{developer_id}`);
  const { set, remove } = useMembership(workspace.id, id);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<TeamMember | null>(null);
  const nameOf = (one: TeamMember) => one.name ?? en.people.unnamed;
  const take = (one: TeamMember) =>
    remove.mutate(one.developer_id, {
      onSuccess: () =>
        tell(en.team.removed(nameOf(one)), () =>
          set.mutate({ developer: one.developer_id, role: one.role, joined_at: one.joined_at, left_at: one.left_at }),
        ),
      onError: (error) => tell(inWords(error)),
    });
  const columns: Column<TeamMember>[] = [
    {
      key: "name",
      title: en.columns.person,
      cell: (one) => (
        <span className="flex items-center gap-2">
          <Initials name={nameOf(one)} />
          <Link
            href={href("/person", { id: one.developer_id })}
            prefetch={false}
            className="font-medium hover:text-accent-ink hover:underline"
          >
            <Foreign>{nameOf(one)}</Foreign>
          </Link>
        </span>
      ),
    },
    {
      key: "role",
      title: en.columns.role,
      from: "sm",
      cell: (one) => <Foreign className="text-ink-2">{one.role}</Foreign>,
    },
    {
      key: "joined",
      title: en.columns.joined,
      from: "sm",
      number: true,
      cell: (one) => <Day at={one.joined_at} none="–" />,
    },
    {
      key: "left",
      title: en.columns.left,
      number: true,
      cell: (one) => <Day at={one.left_at} none={en.team.stillHere} />,
    },
    {
      key: "actions",
      title: "",
      label: en.repositories.actions,
      number: true,
      cell: (one) =>
        mayChange && (
          <span className="inline-flex gap-1">
            <Button aria-label={`${en.team.edit}: ${nameOf(one)}`} onClick={() => setEditing(one)}>
              {en.team.edit}
            </Button>
            <Button aria-label={`${en.team.remove}: ${nameOf(one)}`} onClick={() => take(one)}>
              {en.team.remove}
            </Button>
          </span>
        ),
    },
  ];
  const add = mayChange && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" size={14} /> {en.team.add}
    </Button>
  );
  return (
    <Card
      flush
      className="overflow-hidden"
      title={en.team.members}
      says={en.team.membersSay}
      actions={
        <>
          {onDelete && may(`DELETE ${ONE}`) && <Button onClick={onDelete}>{en.team.delete}…</Button>}
          {add}
        </>
      }
    >
      {team?.members.length === 0 ? (
        <Empty action={add}>{en.team.empty}</Empty>
      ) : (
        <Table
          label={en.team.members}
          columns={columns}
          rows={team?.members ?? []}
          rowKey={(one) => `${one.developer_id} ${one.joined_at}`}
          loading={team ? 0 : 4}
        />
      )}
      {adding && <AddMember id={id} onClose={() => setAdding(false)} />}
      {editing && <EditMember id={id} member={editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}

function Day({ at, none }: { at: string | null; none: string }) {
  return at === null ? (
    <span className="text-ink-3">{none}</span>
  ) : (
    <time dateTime={at}>{writeDay(dayOf(at), "")}</time>
  );
}

function AddMember({ id, onClose }: { id: string; onClose: () => void }) {
  const { workspace, today } = usePlace();
  const { set } = useMembership(workspace.id, id);
  const field = useId();
  const [joined, setJoined] = useState(today);
  const [chosen, setChosen] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === null) return;
    set.mutate(
      { developer: chosen, role: "member", joined_at: instantOf(joined), left_at: null },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog open onClose={onClose} title={en.team.addTitle} says={en.team.membersSay}>
      <form onSubmit={submit} className="space-y-3">
        <ChoosePerson kind="human" chosen={chosen} onChoose={setChosen} />
        <DayField id={`${field}-joined`} label={en.team.joined} value={joined} onChange={setJoined} />
        {set.error && <Wrong error={set.error} className="px-0! py-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.teams.cancel}</Button>
          <Button look="primary" type="submit" disabled={chosen === null || set.isPending}>
            {en.team.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EditMember({ id, member, onClose }: { id: string; member: TeamMember; onClose: () => void }) {
  const { workspace } = usePlace();
  const { set } = useMembership(workspace.id, id);
  const field = useId();
  const [joined, setJoined] = useState(dayOf(member.joined_at));
  const [left, setLeft] = useState(dayOf(member.left_at));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(
      { developer: member.developer_id, role: member.role, joined_at: instantOf(joined), left_at: instantOf(left) },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={en.team.editTitle(member.name ?? en.people.unnamed)}
      says={en.team.membersSay}
    >
      <form onSubmit={submit} className="space-y-3">
        <DayField id={`${field}-joined`} label={en.team.joined} value={joined} onChange={setJoined} />
        <DayField id={`${field}-left`} label={en.team.leftOn} value={left} onChange={setLeft} />
        {set.error && <Wrong error={set.error} className="px-0! py-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.teams.cancel}</Button>
          <Button look="primary" type="submit" disabled={set.isPending}>
            {en.team.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function DayField({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-small text-ink-2">
        {label}
      </label>
      <input
        id={id}
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field figures max-w-[200px]"
      />
    </div>
  );
}
