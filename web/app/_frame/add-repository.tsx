"use client";
/** The form that takes a path or an address. What is wrong with it stands at its field. */
import { type FormEvent, useId, useState } from "react";
import { useAddRepository } from "@/api/changes";
import { Problem } from "@/api/client";
import type { Job, Repository } from "@/api/types";
import { en } from "@/text/en";
import { Button, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { asProblem } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { usePlace } from "./place";

export function RepositoryForm({
  workspaceFor,
  onAdded,
}: {
  /** Where it goes; asked when it is sent, since the workspace may have to be made first. */
  workspaceFor: () => Promise<string>;
  onAdded: (added: { repository: Repository; job: Job }, workspace: string) => void;
}) {
  const id = useId();
  const [location, setLocation] = useState("");
  const [branch, setBranch] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const add = useAddRepository();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (location.trim() === "") {
      setProblem(new Problem(400, "", en.first.noLocation, en.first.how, "location"));
      return;
    }
    setProblem(null);
    setSending(true);
    try {
      const ws = await workspaceFor();
      const added = await add.mutateAsync({ ws, location: location.trim(), branch: branch.trim() || null });
      onAdded(added, ws);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSending(false);
    }
  };
  const wrong = (field: string) =>
    problem !== null && (problem.field === field || (field === "location" && problem.field !== "branch"));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="space-y-3">
      <div>
        <label htmlFor={`${id}-location`} className="mb-1 block font-medium">
          {en.first.location}
        </label>
        <input
          id={`${id}-location`}
          value={location}
          onChange={(event) => setLocation(event.target.value)}
          placeholder={en.first.placeholder}
          aria-invalid={wrong("location") || undefined}
          aria-describedby={`${id}-says`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="field h-10! font-mono"
        />
        <div id={`${id}-says`} className="mt-1.5 min-h-5" aria-live="polite">
          {problem !== null ? (
            <p role="alert">
              <span className="text-broken">
                <Sentence>{problem.detail}</Sentence>
              </span>{" "}
              <span className="text-ink-2">
                <Sentence>{problem.nextStep}</Sentence>
              </span>
            </p>
          ) : (
            <p className="text-ink-3">{en.first.how}</p>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <label htmlFor={`${id}-branch`} className="mb-1 block text-small text-ink-2">
            {en.first.branch}
          </label>
          <input
            id={`${id}-branch`}
            value={branch}
            onChange={(event) => setBranch(event.target.value)}
            placeholder={en.first.branchHint}
            aria-invalid={problem?.field === "branch" || undefined}
            autoComplete="off"
            spellCheck={false}
            className="field w-[240px]!"
          />
        </div>
        <Button look="primary" type="submit" disabled={sending} className="h-[34px]! max-sm:h-10! px-4!">
          {sending ? en.first.adding : en.first.add}
        </Button>
      </div>
    </form>
  );
}

export function AddRepositoryDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  return (
    <Dialog open onClose={onClose} title={en.repositories.addTitle} says={en.first.says} wide>
      <RepositoryForm
        workspaceFor={() => Promise.resolve(workspace.id)}
        onAdded={({ repository }) => {
          tell(en.repositories.added(repository.name));
          onClose();
        }}
      />
    </Dialog>
  );
}
