"use client";
/** Whom to erase, what would go of them and what stays; only then the button that does it. */
import { useDeferredValue, useEffect, useState } from "react";
import { useDevelopers } from "@/api/hooks";
import { type Erasure, usePrivacyChanges } from "@/api/privacy";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { privacy } from "@/text/en-privacy";
import { Button, Foreign, Skeleton } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const text = privacy.erasures;
const MOST = 6;

interface Whom {
  id: string;
  name: string;
}

export function EraseDialog({ onClose }: { onClose: () => void }) {
  const [whom, setWhom] = useState<Whom | null>(null);
  return (
    <Dialog open onClose={onClose} title={text.dialog}>
      {whom === null ? <Choose onChosen={setWhom} /> : <Look whom={whom} onClose={onClose} />}
    </Dialog>
  );
}

function Choose({ onChosen }: { onChosen: (whom: Whom) => void }) {
  const { workspace } = usePlace();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const query = useDevelopers(workspace.id, { kind: "human", ...(q ? { q } : {}) });
  const people = (query.data?.pages[0]?.items ?? []).slice(0, MOST);
  return (
    <>
      <Find label={text.find} value={typed} onChange={setTyped} className="mb-2" />
      <ul className="min-h-[200px] divide-y divide-line">
        {people.map((one) => {
          const name = one.name ?? en.people.unnamed;
          return (
            <li key={one.id} className="flex items-center gap-2 py-1.5">
              <Foreign className="min-w-0 grow truncate">{name}</Foreign>
              <Button aria-label={`${text.look}: ${name}`} onClick={() => onChosen({ id: one.id, name })}>
                {text.look}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Look({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { erase } = usePrivacyChanges(workspace.id);
  const [said, setSaid] = useState<Erasure | null>(null);
  const look = erase.mutate;
  useEffect(() => look({ developer_id: whom.id, dry_run: true }, { onSuccess: setSaid }), [look, whom.id]);
  const confirm = () =>
    erase.mutate(
      { developer_id: whom.id, dry_run: false },
      {
        onSuccess: () => {
          tell(text.ordered);
          onClose();
        },
      },
    );
  return (
    <>
      <h3 className="mb-1 font-medium">{text.would(whom.name)}</h3>
      {erase.error && <Wrong error={erase.error} className="px-0!" />}
      {said === null ? (
        !erase.error && <Skeleton className="h-40" />
      ) : (
        <>
          <table className="w-full">
            <thead className="text-left text-small text-ink-3">
              <tr>
                <th className="font-normal">{text.where}</th>
                <th className="text-right font-normal">{text.rows}</th>
              </tr>
            </thead>
            <tbody>
              {said.erased.map((one) => (
                <tr key={one.what} className="border-t border-line">
                  <td className="py-1">{one.what.replaceAll("_", " ")}</td>
                  <td className="py-1 text-right tabular-nums">{one.rows.toLocaleString("en")}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <h3 className="mt-3 mb-1 font-medium">{text.stays}</h3>
          <ul className="list-disc space-y-1 pl-5 text-small text-ink-2">
            {[...said.kept, said.backups].map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button look="danger" disabled={said === null || erase.isPending} onClick={confirm}>
          {text.final(whom.name)}
        </Button>
      </div>
    </>
  );
}
