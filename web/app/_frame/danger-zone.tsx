"use client";
/** Deleting the workspace, which names what goes and asks for its slug; and the way back while there is one. */
import { type FormEvent, useId, useState } from "react";
import { useWorkspaceEnd } from "@/api/changes";
import { deletion as words } from "@/text/en-members";
import { Button, Card, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { Ending } from "./ending";
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
