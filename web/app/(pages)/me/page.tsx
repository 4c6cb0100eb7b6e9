"use client";
/** My own page; first, the question who I am. */
import { useDeferredValue, useState } from "react";
import { useClaim } from "@/api/changes";
import { useDevelopers, useMine } from "@/api/hooks";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { PersonPage } from "@/app/_frame/person";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Button, Card, Foreign, Initials, Skeleton } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Empty, Wrong } from "@/ui/states";

export default function Me() {
  const { workspace } = usePlace();
  const mine = useMine(workspace.id);
  if (mine.data) return <PersonPage key={mine.data.id} id={mine.data.id} title={en.nav.me} />;
  return (
    <>
      <PageHead title={en.nav.me} />
      <PageBody>
        <Card title={en.person.chooseTitle} says={en.person.choose} className="mx-auto max-w-[640px]">
          {mine.error ? (
            <Wrong error={mine.error} retry={() => void mine.refetch()} className="p-0!" />
          ) : mine.isPending ? (
            <Skeleton className="h-40" />
          ) : (
            <Choose />
          )}
        </Card>
      </PageBody>
    </>
  );
}

const MOST = 12;

function Choose() {
  const { workspace } = usePlace();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const query = useDevelopers(workspace.id, { kind: "human", ...(q ? { q } : {}) });
  const claim = useClaim(workspace.id);
  const people = (query.data?.pages[0]?.items ?? []).slice(0, MOST);
  return (
    <>
      <Find label={en.people.find} value={typed} onChange={setTyped} className="mb-3" />
      {claim.error && <Wrong error={claim.error} className="px-0! pt-0!" />}
      <ul className="divide-y divide-line">
        {people.map((one) => {
          const name = one.name ?? en.people.unnamed;
          return (
            <li key={one.id} className="flex items-center gap-2.5 py-2">
              <Initials name={name} />
              <span className="min-w-0 grow truncate">
                <Foreign className="font-medium">{name}</Foreign>{" "}
                <Foreign className="text-small text-ink-3 max-sm:block max-sm:truncate">{one.email ?? ""}</Foreign>
              </span>
              <Button
                disabled={claim.isPending}
                onClick={() => claim.mutate(one.id)}
                aria-label={`${en.person.me}: ${name}`}
              >
                {en.person.me}
              </Button>
            </li>
          );
        })}
      </ul>
      {query.data && people.length === 0 && <Empty>{q ? en.people.noneFound(q) : en.people.empty}</Empty>}
    </>
  );
}
