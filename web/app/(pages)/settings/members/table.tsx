"use client";
/** The members, one a row; what somebody may not change has no control. */
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { type Member, useMemberChanges } from "@/api/members";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Badge, Foreign, IconButton, Initials, Instant } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { inWords } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { LeaveDialog, RemoveDialog } from "./going";
import { canBeLimited } from "./reach";
import { ReachDialog } from "./reach-dialog";

type Asked = { about: Member; what: "reach" | "remove" | "leave" };

export function MemberTable({ members }: { members: readonly Member[] | undefined }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const columns: Column<Member>[] = [
    { key: "person", title: words.person, cell: (member) => <Person member={member} /> },
    { key: "role", title: words.role, cell: (member) => <RoleCell member={member} /> },
    { key: "reaches", title: words.reaches, from: "sm", cell: (member) => <Reaches member={member} /> },
    {
      key: "is",
      title: words.is,
      from: "lg",
      cell: ({ developer }) =>
        developer === null ? <span className="text-ink-3">–</span> : <Foreign>{developer.name ?? "?"}</Foreign>,
    },
    { key: "since", title: words.since, from: "lg", cell: (member) => <Instant at={member.joined_at} /> },
    {
      key: "actions",
      title: "",
      label: words.actions,
      className: "text-right",
      cell: (member) => <Actions member={member} onAsk={(what) => setAsked({ about: member, what })} />,
    },
  ];
  return (
    <>
      <Table
        label={words.title}
        columns={columns}
        rows={members ?? []}
        rowKey={(member) => member.account_id}
        loading={members === undefined ? 3 : 0}
      />
      {asked?.what === "reach" && <ReachDialog member={asked.about} onClose={close} />}
      {asked?.what === "remove" && <RemoveDialog member={asked.about} onClose={close} />}
      {asked?.what === "leave" && <LeaveDialog onClose={close} />}
    </>
  );
}

function Person({ member }: { member: Member }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Initials name={member.name} />
      <span className="min-w-0">
        <span className="flex items-center gap-1.5">
          <Foreign className="font-medium">{member.name}</Foreign>
          {member.is_me && <Badge tone="accent">{words.you}</Badge>}
        </span>
        {member.email !== null && <Foreign className="block text-small text-ink-3">{member.email}</Foreign>}
      </span>
    </span>
  );
}

function RoleCell({ member }: { member: Member }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { change } = useMemberChanges(workspace.id);
  if (member.may_become.length === 0) return <span className="px-2.5">{member.role}</span>;
  return (
    <Select
      label={words.roleOf(member.name)}
      value={member.role}
      options={[...member.may_become].reverse().map((role) => ({ value: role, label: role }))}
      onChange={(value) =>
        change.mutate(
          { account_id: member.account_id, role: value as Member["role"] },
          {
            onSuccess: (now) => tell(words.changed(now.name, now.role)),
            onError: (error) => tell(inWords(error)),
          },
        )
      }
    />
  );
}

function Reaches({ member }: { member: Member }) {
  if (member.teams === null) return <span className="text-ink-3">{words.whole}</span>;
  if (member.teams.length === 0) return <span className="text-worse">{words.nothing}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {member.teams.map((team) => (
        <Badge key={team.id}>
          <Foreign>{team.name}</Foreign>
        </Badge>
      ))}
    </span>
  );
}

function Actions({ member, onAsk }: { member: Member; onAsk: (what: Asked["what"]) => void }) {
  const mayChange = member.may_become.length > 0;
  if (!mayChange && !member.is_me) return null;
  return (
    <Popover
      label={words.actionsOf(member.name)}
      className="w-[190px]"
      trigger={
        <IconButton label={words.actionsOf(member.name)}>
          <Ellipsis size={15} />
        </IconButton>
      }
    >
      {mayChange && canBeLimited(member.role) && (
        <PopoverClose asChild>
          <button type="button" className={MENU_ITEM} onClick={() => onAsk("reach")}>
            {words.limit}
          </button>
        </PopoverClose>
      )}
      <PopoverClose asChild>
        <button
          type="button"
          className={`${MENU_ITEM} text-broken!`}
          onClick={() => onAsk(member.is_me ? "leave" : "remove")}
        >
          {member.is_me ? words.leave : words.remove}
        </button>
      </PopoverClose>
    </Popover>
  );
}
