"use client";
/** Every state the rules were in, and the way back to it. */
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { rulesOf, useRulesVersions } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { ruleWords } from "@/text/en-delivery-rules";
import { Badge, Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { ShowAll } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { type WholeDocument, whole } from "./counting";

const edit = ruleWords;
const FIRST = 8;

export function Versions({
  current,
  services,
  onRestore,
}: {
  current: number;
  /** Services there are now: one that is gone comes back as a new one. */
  services: readonly string[];
  onRestore: ((document: WholeDocument) => void) | null;
}) {
  const { workspace } = usePlace();
  const query = useRulesVersions(workspace.id);
  const tell = useTell();
  const [all, setAll] = useState(false);
  const rows = query.data ?? [];
  const restore = async (version: number) => {
    try {
      const then = whole((await rulesOf(workspace.id, version)).document);
      onRestore?.({
        ...then,
        services: then.services.map((one) =>
          one.id !== null && services.includes(one.id) ? one : { ...one, id: null },
        ),
      });
      tell(edit.restored(version));
    } catch (error) {
      tell(inWords(error));
    }
  };
  return (
    <Card flush title={edit.versions} says={edit.versionsSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="m-4 h-12" />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{edit.noVersions}</p>
      ) : (
        <ul>
          {rows.slice(0, all ? undefined : FIRST).map((version) => (
            <li key={version.version} className="flex min-h-11 items-center gap-3 border-t border-line px-4 py-1.5">
              <span className="min-w-0 grow">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <span className="figures font-medium">{edit.version(version.version)}</span>
                  <span className="text-small text-ink-3">
                    <Foreign>{version.made_by ?? edit.somebody}</Foreign> · <Instant at={version.made_at} />
                  </span>
                </span>
                {version.note !== null && <Foreign className="block text-ink-2">{version.note}</Foreign>}
              </span>
              {version.version === current ? (
                <Badge tone="accent">{edit.current}</Badge>
              ) : (
                onRestore !== null && (
                  <Button onClick={() => void restore(version.version)}>
                    <RotateCcw aria-hidden="true" size={13} /> {edit.restore}
                    <span className="sr-only">{edit.version(version.version)}</span>
                  </Button>
                )
              )}
            </li>
          ))}
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
        </ul>
      )}
    </Card>
  );
}
