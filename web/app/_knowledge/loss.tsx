"use client";
/** What would be without an author if somebody left, and who knows most of it then. */
import { type KnowledgeLoss, useKnowledgeLoss } from "@/api/knowledge";
import { usePlace } from "@/app/_frame/place";
import { count } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { knowledge } from "@/text/en-knowledge";
import { Card, Foreign, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";

const HEIRS = 5;
const FOLDERS = 6;

export interface Somebody {
  id: string;
  name: string;
}

export function Loss({
  people,
  chosen,
  onChoose,
  repository,
  className,
}: {
  people: readonly Somebody[];
  chosen: string | null;
  onChoose: (id: string) => void;
  repository: string | null;
  className?: string;
}) {
  const { workspace } = usePlace();
  const query = useKnowledgeLoss(workspace.id, chosen, repository);
  const known = people.some(({ id }) => id === chosen);
  return (
    <Card
      title={knowledge.loss}
      says={knowledge.lossSays}
      actions={
        people.length > 0 && known ? (
          <Select
            label={knowledge.lossWho}
            value={chosen ?? ""}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={onChoose}
          />
        ) : undefined
      }
      {...(className === undefined ? {} : { className })}
    >
      <div className="min-h-[200px]">
        {chosen === null ? (
          <Empty>{knowledge.lossChoose}</Empty>
        ) : query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : query.data === undefined ? (
          <Skeleton className="h-[200px]" />
        ) : (
          <Lost found={query.data} />
        )}
      </div>
    </Card>
  );
}

function Lost({ found }: { found: KnowledgeLoss }) {
  const place = found.repositories[0];
  const name = found.subject.name;
  if (found.withheld !== null) return <Empty>{found.withheld}</Empty>;
  if (place === undefined || place.lost === 0) return <Empty>{knowledge.lossNone(name)}</Empty>;
  const written = (value: number | null) => (value === null ? "–" : count(value));
  const folders: Bar[] = place.folders.slice(0, FOLDERS).map((one) => ({
    key: one.path,
    name: <Foreign>{one.path || knowledge.root}</Foreign>,
    value: one.lost,
    text: knowledge.lostOf(one.lost, one.counted),
  }));
  const heirs: Bar[] = found.heirs.slice(0, HEIRS).map((one) => ({
    key: one.developer.id,
    name: <Foreign>{one.developer.name}</Foreign>,
    value: one.files,
    text: knowledge.heirFiles(one.files),
    faint: one.state === "gone",
  }));
  return (
    <>
      <p className="mb-3">
        <Foreign>{knowledge.lossOf(name, place.lost, place.counted)}</Foreign>{" "}
        <span className="text-ink-2">
          {knowledge.factorChange(written(place.truck_factor), written(place.truck_factor_after))}
        </span>
      </p>
      <div className="grid gap-6 sm:grid-cols-2">
        <section>
          <h3 className="mb-2 text-small text-ink-3">{knowledge.lostFolders}</h3>
          <Bars bars={folders} label={knowledge.lostFolders} />
        </section>
        <section>
          <h3 className="mb-2 text-small text-ink-3">{knowledge.heirs}</h3>
          {heirs.length === 0 ? (
            <p className="text-ink-3">{knowledge.heirsNone}</p>
          ) : (
            <Bars bars={heirs} label={knowledge.heirs} />
          )}
        </section>
      </div>
    </>
  );
}
