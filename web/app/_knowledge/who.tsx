"use client";
/** Whom to ask about a path, and what to read first. */
import { type FormEvent, useState } from "react";
import { type Knower, useReadingList, useWhoKnows } from "@/api/knowledge";
import { usePlace } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { knowledge } from "@/text/en-knowledge";
import { Badge, Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

const SHOWN = 6;

const COLUMNS: Column<Knower>[] = [
  {
    key: "name",
    title: knowledge.columns.person,
    className: "w-full min-w-[110px]",
    cell: ({ developer, state }) => (
      <>
        <Foreign>{developer.name}</Foreign>
        {state !== "active" && <span className="ml-2 text-small text-ink-3">{knowledge.state[state]}</span>}
      </>
    ),
  },
  { key: "a", title: knowledge.parts.authorship, number: true, cell: (one) => say(one.authorship, "share") },
  { key: "c", title: knowledge.parts.recency, number: true, cell: (one) => say(one.recency, "share") },
  {
    key: "r",
    title: knowledge.parts.reviewing,
    number: true,
    from: "sm",
    cell: (one) => say(one.reviewing, "share"),
  },
];

export function WhoKnowsCard({
  repository,
  folder,
  className,
}: {
  repository: string | null;
  folder: string;
  className?: string;
}) {
  const { workspace } = usePlace();
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const path = asked ?? (folder || "**");
  const query = useWhoKnows(workspace.id, path, repository);
  const place = query.data?.repositories[0];
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed?.trim() || null);
  };
  return (
    <Card
      id="who-knows"
      title={knowledge.whoKnows}
      says={knowledge.whoKnowsSays}
      {...(className === undefined ? {} : { className })}
    >
      <form onSubmit={ask} className="mb-3 flex gap-2">
        <input
          type="search"
          aria-label={knowledge.whoKnowsField}
          placeholder={folder || "src/**/*.py"}
          value={typed ?? ""}
          onChange={(event) => setTyped(event.target.value)}
          className="field min-w-0 grow"
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit">{knowledge.ask}</Button>
      </form>
      <div className="min-h-[260px]">
        {query.error ? (
          <Wrong error={query.error} className="p-0!" />
        ) : query.isPending ? (
          <Skeleton className="h-[260px]" />
        ) : (
          place && (
            <>
              {place.instead && <p className="mb-1 text-small text-ink-2">{knowledge.notYet}</p>}
              <p className="mb-1 truncate text-small text-ink-3">
                <Foreign>{place.instead ?? (path === "**" ? knowledge.whole : path)}</Foreign> ·{" "}
                {place.instead ? knowledge.besides(place.files) : knowledge.knows(place.files)}
              </p>
              <div className="-mx-2">
                <Table
                  label={knowledge.whoKnows}
                  columns={COLUMNS}
                  rows={place.people.slice(0, SHOWN)}
                  rowKey={(one) => one.developer.id}
                  dense
                />
              </div>
              <p className="mt-2 text-small text-ink-3">{knowledge.whoKnowsOrder}</p>
              {place.withheld_people > 0 && (
                <p className="mt-2 text-small text-ink-3">{knowledge.withheld(place.withheld_people)}</p>
              )}
            </>
          )
        )}
      </div>
    </Card>
  );
}

export function ReadingCard({
  repository,
  folder,
  className,
}: {
  repository: string | null;
  folder: string;
  className?: string;
}) {
  const { workspace } = usePlace();
  const query = useReadingList(workspace.id, repository, folder);
  const files = query.data?.files ?? [];
  return (
    <Card title={knowledge.reading} says={knowledge.readingSays} {...(className === undefined ? {} : { className })}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-[300px]" />
      ) : files.length === 0 ? (
        <Empty>{knowledge.readingNone}</Empty>
      ) : (
        <ol className="grid gap-x-6 gap-y-3 lg:grid-cols-2">
          {files.map((one, index) => (
            <li key={one.path} className="flex min-w-0 gap-3">
              <span className="figures w-5 shrink-0 text-right text-ink-3">{index + 1}</span>
              <div className="min-w-0">
                <p className="flex min-w-0 items-center gap-2">
                  <span className="min-w-0 truncate font-medium" title={one.path}>
                    <Foreign>{one.path}</Foreign>
                  </span>
                  <Badge>{knowledge.kinds[one.kind] ?? one.kind}</Badge>
                </p>
                <p className="text-small text-ink-3">
                  {one.why.join(" ")}
                  {one.ask.length > 0 && (
                    <>
                      {" "}
                      {knowledge.askWhom} <Foreign>{one.ask.map(({ name }) => name).join(", ")}</Foreign>.
                    </>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
