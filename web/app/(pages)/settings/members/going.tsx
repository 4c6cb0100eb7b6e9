"use client";
/** Removing somebody, or leaving; both say first what goes with it. */
import { type Member, useMemberChanges } from "@/api/members";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { remove } = useMemberChanges(workspace.id);
  const confirm = () =>
    remove.mutate(member.account_id, {
      onSuccess: () => {
        tell(words.removing.removed(member.name));
        onClose();
      },
    });
  return (
    <Dialog open onClose={onClose} title={words.removing.title(member.name)}>
      <ul className="list-disc space-y-1 pl-5 text-ink-2">
        <li>{words.removing.says(workspace.name)}</li>
        {member.alert_rules > 0 && <li>{words.removing.rules(member.alert_rules)}</li>}
        {member.developer !== null && <li>{words.removing.developer(member.developer.name ?? "?")}</li>}
        <li>{words.removing.stays}</li>
      </ul>
      {remove.error && <Wrong error={remove.error} className="px-0! pb-0!" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{words.removing.cancel}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={confirm}>
          {words.removing.confirm}
        </Button>
      </div>
    </Dialog>
  );
}

export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = usePlace();
  const { leave } = useMemberChanges(workspace.id);
  const confirm = () => leave.mutate(undefined, { onSuccess: () => window.location.assign("/") });
  return (
    <Dialog open onClose={onClose} title={words.leaving.title(workspace.name)} says={words.leaving.says}>
      {leave.error && <Wrong error={leave.error} className="p-0!" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{words.leaving.cancel}</Button>
        <Button look="danger" disabled={leave.isPending} onClick={confirm}>
          {words.leaving.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
