"use client";
/** A workspace that goes: when, and the way back. */
import { TriangleAlert } from "lucide-react";
import { useWorkspaceEnd } from "@/api/changes";
import { deletion as words } from "@/text/en-members";
import { Button, dateTime } from "@/ui/basic";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { useMay } from "./may";
import { usePlace } from "./place";

/** Above every page of a workspace that goes. */
export default function EndingBanner() {
  const { workspace } = usePlace();
  if (workspace.deleting_at === null) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 bg-broken-wash px-6 py-2 text-broken max-sm:px-3">
      <TriangleAlert aria-hidden="true" size={15} className="shrink-0" />
      <Ending at={workspace.deleting_at} />
    </div>
  );
}

export function Ending({ at }: { at: string }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { restore } = useWorkspaceEnd(workspace.id);
  const may = useMay()("POST /api/v1/workspaces/{workspace_id}/restore");
  return (
    <span className="flex flex-wrap items-center gap-3">
      {words.goes(dateTime(at))}
      {may && (
        <Button
          disabled={restore.isPending}
          onClick={() =>
            restore.mutate(undefined, {
              onSuccess: () => tell(words.stays(workspace.name)),
              onError: (error) => tell(inWords(error)),
            })
          }
        >
          {words.restore}
        </Button>
      )}
    </span>
  );
}
