"use client";
/** Whom the numbers are of: as what they are known, and the teams they are and were in. */
import Link from "next/link";
import type { ReactNode } from "react";
import { useClaim } from "@/api/changes";
import type { DeveloperDetail } from "@/api/types";
import { useHref } from "@/app/_frame/address";
import { KnownAs } from "@/app/_frame/known-as";
import { usePlace } from "@/app/_frame/place";
import { writeRange } from "@/metrics/periods";
import { en } from "@/text/en";
import { Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function About({ person }: { person: DeveloperDetail | undefined }) {
  const href = useHref();
  if (!person) {
    return (
      <Card title={en.person.identities}>
        <Skeleton className="h-16" />
      </Card>
    );
  }
  return (
    <Card title={en.person.identities} says={en.person.identitiesSay} actions={<ThisIsMe person={person} />}>
      <KnownAs person={person} />
      <h3 className="mt-4 mb-1 text-small text-ink-3">{en.person.teams}</h3>
      {person.stints.length === 0 ? (
        <p className="text-ink-2">{en.person.noTeams}</p>
      ) : (
        <ul className="space-y-1">
          {person.stints.map((stint, index) => (
            <li key={index} className="flex items-baseline justify-between gap-3">
              <Link
                href={href("/team", { id: stint.team.id })}
                prefetch={false}
                className="hover:text-accent-ink hover:underline"
              >
                <Foreign>{stint.team.name}</Foreign>
              </Link>
              <span className="text-small text-ink-3">{when(stint.joined_at, stint.left_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function when(joined: string | null, left: string | null): ReactNode {
  if (joined && left) return writeRange(joined.slice(0, 10), left.slice(0, 10));
  if (joined) return en.person.since(writeRange(joined.slice(0, 10), joined.slice(0, 10)));
  return left ? en.person.until(writeRange(left.slice(0, 10), left.slice(0, 10))) : en.team.stillHere;
}

function ThisIsMe({ person }: { person: DeveloperDetail }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const claim = useClaim(workspace.id);
  if (person.kind !== "human") return null;
  const say = (id: string | null) =>
    claim.mutate(id, {
      onSuccess: () => tell(id === null ? en.person.noMe : en.person.nowMe(person.name ?? en.people.unnamed)),
      onError: (error) => tell(inWords(error)),
    });
  return (
    <Button disabled={claim.isPending} onClick={() => say(person.is_me ? null : person.id)}>
      {person.is_me ? en.person.notMe : en.person.me}
    </Button>
  );
}
