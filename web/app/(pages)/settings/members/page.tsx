"use client";
/** Who belongs to the workspace, as what and how far that reaches; and who was invited. */
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useMembers } from "@/api/members";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Button, Card } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { InviteDialog } from "./invite";
import { Pending } from "./pending";
import { MemberTable } from "./table";

export default function Members() {
  const { workspace } = usePlace();
  const may = useMay();
  const query = useMembers(workspace.id);
  const [inviting, setInviting] = useState(false);
  const invite = may("POST /api/v1/workspaces/{workspace_id}/invitations") && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden="true" size={14} /> {words.invite.button}
    </Button>
  );
  return (
    <>
      <Card title={words.title} says={words.says} actions={invite} flush>
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : (
          <MemberTable members={query.data} />
        )}
      </Card>
      {may("GET /api/v1/workspaces/{workspace_id}/invitations") && <Pending />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
