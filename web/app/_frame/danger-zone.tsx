"use client";
/** Deleting the workspace, which names what goes and asks for its slug; and the way back while there is one. */
import { TriangleAlert } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useWorkspaceEnd } from "@/api/changes";
import { deletion as words } from "@/text/en-members";
import { Button, Card, dateTime, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { useMay } from "./may";
import { usePlace } from "./place";

export function DangerZone() {
  const { workspace } = usePlace();
  const [asking, setAsking] = useState(false);
  return (
    <Card title={words.title} says={words.says} className="border-broken!">
      {workspace.deleting_at === null ? (
        <Button look="danger" onClick={() => setAsking(true)}>
          {words.delete}…
        </Button>
      ) : (
        <Ending at={workspace.deleting_at} />
      )}
      {asking && <DeleteDialog onClose={() => setAsking(false)} />}
    </Card>
  );
}

/** Above every page of a workspace that goes. */
export function EndingBanner() {
  const { workspace } = usePlace();
  if (workspace.deleting_at === null) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 bg-broken-wash px-6 py-2 text-broken max-sm:px-3">
      <TriangleAlert aria-hidden="true" size={15} className="shrink-0" />
      <Ending at={workspace.deleting_at} />
    </div>
  );
}

function Ending({ at }: { at: string }) {
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

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = usePlace();
  const id = useId();
  const [typed, setTyped] = useState("");
  const { end } = useWorkspaceEnd(workspace.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate(typed.trim(), { onSuccess: onClose });
  };
  return (
    <Dialog open onClose={onClose} title={words.ask(workspace.name)}>
      <form onSubmit={submit} className="space-y-3">
        <ul className="list-disc space-y-1 pl-5 text-ink-2">
          {words.what.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="text-ink-2">{words.when}</p>
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            <Sentence>{words.type(workspace.slug)}</Sentence>
          </label>
          <input
            id={id}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
            className="field font-mono"
          />
        </div>
        {end.error && <Wrong error={end.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.keep}</Button>
          <Button look="danger" type="submit" disabled={typed.trim() !== workspace.slug || end.isPending}>
            {words.delete}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
