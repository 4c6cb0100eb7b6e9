"use client";
/** Limits a membership to teams, or frees it. */
import { type FormEvent, useState } from "react";
import { type Member, useMemberChanges } from "@/api/members";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { ReachField } from "./reach";

export function ReachDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [teams, setTeams] = useState(member.teams?.map((team) => team.id) ?? null);
  const { change } = useMemberChanges(workspace.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { account_id: member.account_id, teams },
      {
        onSuccess: () => {
          tell(words.reached(member.name));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={words.scope.title(member.name)} says={words.scope.says}>
      <form onSubmit={submit} className="space-y-3">
        <ReachField teams={teams} onChange={setTeams} />
        {change.error && <Wrong error={change.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.scope.cancel}</Button>
          <Button look="primary" type="submit" disabled={change.isPending || teams?.length === 0}>
            {words.scope.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
