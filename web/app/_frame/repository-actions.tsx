"use client";
import { Ellipsis, RefreshCw } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useRepositoryChanges } from "@/api/changes";
import { isActive } from "@/api/hooks";
import type { Repository } from "@/api/types";
import { bytes, plural } from "@/metrics/format";
import { en } from "@/text/en";
import { Button, IconButton } from "@/ui/basic";
import { Dialog, MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { useHref } from "./address";
/** Sync, drop the mirror, delete. What destroys says what it destroys. */
import { useMay } from "./may";
import { usePlace } from "./place";

const ONE = "/api/v1/workspaces/{workspace_id}/repositories/{repository_id}";

export function RepositoryActions({ repository }: { repository: Repository }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [asking, setAsking] = useState<"drop" | "delete" | null>(null);
  const { sync } = useRepositoryChanges(workspace.id, repository.id);
  const busy = sync.isPending || isActive(repository.active_job);
  const may = useMay();
  const mayDelete = may(`DELETE ${ONE}`) && may(`DELETE ${ONE}/mirror`);
  return (
    <span className="inline-flex items-center justify-end gap-1">
      {may(`POST ${ONE}/sync`) && (
        <Button
          disabled={busy}
          onClick={() =>
            sync.mutate(undefined, {
              onSuccess: () => tell(en.repositories.syncing),
              onError: (error) => tell(inWords(error)),
            })
          }
        >
          <RefreshCw aria-hidden="true" size={13} />
          <span className="max-sm:sr-only">{en.repositories.sync}</span>
        </Button>
      )}
      {mayDelete && (
        <Popover
          label={en.repositories.actions}
          className="w-[200px]"
          trigger={
            <IconButton label={`${en.repositories.actions}: ${repository.name}`}>
              <Ellipsis size={15} />
            </IconButton>
          }
        >
          {repository.mirror_bytes !== null && !repository.is_local && (
            <PopoverClose asChild>
              <button type="button" className={MENU_ITEM} disabled={busy} onClick={() => setAsking("drop")}>
                {en.repositories.dropMirror} ({bytes(repository.mirror_bytes)})
              </button>
            </PopoverClose>
          )}
          <PopoverClose asChild>
            <button type="button" className={`${MENU_ITEM} text-broken!`} onClick={() => setAsking("delete")}>
              {en.repositories.remove}…
            </button>
          </PopoverClose>
        </Popover>
      )}
      {asking === "drop" && <DropDialog repository={repository} onClose={() => setAsking(null)} />}
      {asking === "delete" && <DeleteDialog repository={repository} onClose={() => setAsking(null)} />}
    </span>
  );
}

interface Asked {
  repository: Repository;
  onClose: () => void;
}

function DropDialog({ repository, onClose }: Asked) {
  const tell = useTell();
  const { workspace } = usePlace();
  const { dropMirror: drop } = useRepositoryChanges(workspace.id, repository.id);
  const confirm = () =>
    drop.mutate(undefined, {
      onSuccess: () => {
        tell(en.repositories.dropped);
        onClose();
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={en.repositories.dropTitle(repository.name)}
      says={en.repositories.dropSays(bytes(repository.mirror_bytes))}
    >
      {drop.error && <Wrong error={drop.error} className="px-0!" />}
      <div className="flex justify-end gap-2 pt-2">
        <Button onClick={onClose}>{en.repositories.cancel}</Button>
        <Button look="danger" disabled={drop.isPending} onClick={confirm}>
          {en.repositories.dropMirror}
        </Button>
      </div>
    </Dialog>
  );
}

function DeleteDialog({ repository, onClose }: Asked) {
  const id = useId();
  const tell = useTell();
  const router = useRouter();
  const here = usePathname();
  const href = useHref();
  const [typed, setTyped] = useState("");
  const { workspace } = usePlace();
  const { remove } = useRepositoryChanges(workspace.id, repository.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== repository.name) return;
    remove.mutate(undefined, {
      onSuccess: () => {
        tell(en.repositories.removed(repository.name));
        onClose();
        if (here !== "/repositories") router.push(href("/repositories"));
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={en.repositories.removeTitle(repository.name)}
      says={en.repositories.removeSays(plural(repository.commits_stored ?? 0, "commit"))}
    >
      <form onSubmit={submit} className="space-y-3">
        {remove.error && <Wrong error={remove.error} className="px-0!" />}
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-ink-2">
            {en.repositories.removeType(repository.name)}
          </label>
          <input
            id={id}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            className="field"
          />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.repositories.cancel}</Button>
          <Button look="danger" type="submit" disabled={typed !== repository.name || remove.isPending}>
            {en.repositories.remove}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
