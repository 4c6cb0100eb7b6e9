"use client";
/** Making a team: its name, and then its page. */
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useCreateTeam } from "@/api/changes";
import { en } from "@/text/en";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { useHref } from "./address";
import { usePlace } from "./place";

export function NewTeam({ onClose }: { onClose: () => void }) {
  const { workspace } = usePlace();
  const router = useRouter();
  const href = useHref();
  const tell = useTell();
  const id = useId();
  const [name, setName] = useState("");
  const create = useCreateTeam(workspace.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (team) => {
          tell(en.teams.created(team.name));
          router.push(href("/team", { id: team.id }));
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={en.teams.createTitle} says={en.teams.empty}>
      <form onSubmit={submit} className="space-y-3">
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            {en.teams.name}
          </label>
          <input
            id={id}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            aria-invalid={create.error ? true : undefined}
            className="field"
          />
        </div>
        {create.error && <Wrong error={create.error} className="px-0! py-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.teams.cancel}</Button>
          <Button look="primary" type="submit" disabled={name.trim() === "" || create.isPending}>
            {en.teams.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
