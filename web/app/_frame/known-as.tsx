"use client";
import { useState } from "react";
import { type KnownIdentity, useDeciding, useIdentities } from "@/api/identities";
import type { DeveloperDetail } from "@/api/types";
import { en } from "@/text/en";
import { sources } from "@/text/en-sources";
import { Badge, Button, Foreign, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { ChoosePerson } from "./choose-person";
/** Every name, address and account somebody is known by; managers see why, admins take some away or add a whole person. */
import { useMay } from "./may";
import { usePlace } from "./place";

const HERE = "/api/v1/workspaces/{workspace_id}/identities";

export function KnownAs({ person }: { person: DeveloperDetail }) {
  const may = useMay();
  return may(`GET ${HERE}`) ? (
    <WithReasons person={person} decides={may(`POST ${HERE}/merges`) && may(`POST ${HERE}/splits`)} />
  ) : (
    <ul className="space-y-1.5">
      {person.identities.map((one, index) => (
        <li key={index} className="flex items-baseline justify-between gap-3">
          <span className="min-w-0 truncate">
            <Foreign>{one.name ?? one.username ?? ""}</Foreign>{" "}
            <Foreign className="text-ink-3">{one.email ?? ""}</Foreign>
          </span>
          <Badge>{one.provider}</Badge>
        </li>
      ))}
    </ul>
  );
}

function WithReasons({ person, decides }: { person: DeveloperDetail; decides: boolean }) {
  const { workspace } = usePlace();
  const query = useIdentities(workspace.id, person.id);
  const [ticked, setTicked] = useState<readonly number[]>([]);
  const [merging, setMerging] = useState(false);
  if (query.error) return <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />;
  if (!query.data) return <Skeleton className="h-16" />;
  const toggle = (id: number) => setTicked(ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]);
  const several = query.data.length > 1;
  return (
    <>
      <ul className="max-h-[420px] space-y-2 overflow-y-auto">
        {query.data.map((one) => (
          <li key={one.id}>
            <div className="flex items-start gap-2">
              {decides && several && (
                <input
                  type="checkbox"
                  aria-label={called(one)}
                  checked={ticked.includes(one.id)}
                  onChange={() => toggle(one.id)}
                  className="mt-1 accent-accent"
                />
              )}
              <Named identity={one} />
              <Badge>{one.provider}</Badge>
            </div>
          </li>
        ))}
      </ul>
      {decides && (
        <div className="mt-3 flex flex-wrap gap-2">
          {several && <Split ids={ticked} all={query.data.length} onDone={() => setTicked([])} />}
          <Button onClick={() => setMerging(true)}>{sources.identities.mergeWith}</Button>
        </div>
      )}
      {merging && <Merge person={person} onClose={() => setMerging(false)} />}
    </>
  );
}

const called = (one: KnownIdentity) => one.name ?? one.username ?? one.email ?? one.external_id;

function Named({ identity }: { identity: KnownIdentity }) {
  const login = identity.username && `@${identity.username}`;
  const [first, ...rest] = [identity.name, login, identity.email].filter((one): one is string => Boolean(one));
  return (
    <span className="min-w-0 flex-1 wrap-anywhere">
      <Foreign>{first ?? identity.external_id}</Foreign> <Foreign className="text-ink-3">{rest.join(" · ")}</Foreign>
      {identity.evidence.slice(0, 1).map((one) => (
        <span key={one.reason} className="block text-small text-ink-3">
          {sources.identities.reasons[one.reason] ?? one.reason}: <Foreign>{one.detail}</Foreign>
        </span>
      ))}
    </span>
  );
}

function Split({ ids, all, onDone }: { ids: readonly number[]; all: number; onDone: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { split, undo } = useDeciding(workspace.id);
  return (
    <Button
      disabled={ids.length === 0 || ids.length === all || split.isPending}
      title={ids.length === all ? sources.identities.splitAll : sources.identities.splitSays}
      onClick={() =>
        split.mutate([...ids], {
          onSuccess: (decision) => {
            onDone();
            tell(decision.state === "waiting" ? sources.identities.waiting : sources.identities.splitDone, () =>
              undo.mutate(decision.id, {
                onSuccess: () => tell(sources.identities.undone),
                onError: (error) => tell(inWords(error)),
              }),
            );
          },
          onError: (error) => tell(inWords(error)),
        })
      }
    >
      {sources.identities.split}
    </Button>
  );
}

function Merge({ person, onClose }: { person: DeveloperDetail; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { merge, undo } = useDeciding(workspace.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const name = person.name ?? en.people.unnamed;
  return (
    <Dialog open onClose={onClose} title={sources.identities.mergeTitle(name)} says={sources.identities.mergeSays}>
      <div className="space-y-3">
        <ChoosePerson chosen={chosen} onChoose={setChosen} except={person.id} />
        {merge.error && <Wrong error={merge.error} className="px-0! py-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{en.teams.cancel}</Button>
          <Button
            look="primary"
            disabled={chosen === null || merge.isPending}
            onClick={() =>
              merge.mutate([person.id, chosen ?? ""], {
                onSuccess: (decision) => {
                  onClose();
                  tell(decision.state === "waiting" ? sources.identities.waiting : sources.identities.accepted, () =>
                    undo.mutate(decision.id, { onSuccess: () => tell(sources.identities.undone) }),
                  );
                },
              })
            }
          >
            {sources.identities.merge}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
