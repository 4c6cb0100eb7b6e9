"use client";
/** An answer to "who could take this?": what was read in it, and the candidates, each part with its sentence. */
import { useState } from "react";
import { type Candidate, type Match, useDecide } from "@/api/skills";
import { usePlace } from "@/app/_frame/place";
import { skills } from "@/text/en-skills";
import { Badge, Button, Foreign, Initials } from "@/ui/basic";
import { Empty, inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { percent } from "./matrix";

const SIMILAR = 3;

export function Matched({ match }: { match: Match }) {
  const left = match.filters.filter(({ people }) => people > 0);
  // A part that says nothing says nothing of anybody: it is told once.
  const silent = Object.entries(match.candidates[0]?.parts ?? {})
    .filter(([, part]) => part.value === null)
    .map(([key, { says }]) => [key, says.replace(/\.$/, "")] as const);
  return (
    <section aria-label={skills.again} className="mt-4 border-t border-line pt-4">
      <Read match={match} />
      {match.abstained !== null ? (
        <Empty>{match.abstained}</Empty>
      ) : (
        <ol className="mt-3 grid gap-3 xl:grid-cols-2">
          {match.candidates.map((one) => (
            <One key={one.developer.id} one={one} match={match} />
          ))}
        </ol>
      )}
      <div className="mt-3 space-y-1 text-small text-ink-3">
        <p>
          {[
            skills.compared(match.n),
            ...left.map(({ people, says }) => skills.removed(people, says)),
            ...(match.withheld_people > 0 ? [skills.leftOut(match.withheld_people, match.withheld ?? "")] : []),
          ].join(" · ")}
        </p>
        {silent.length > 0 && (
          <p>{skills.silent(silent.map(([key, says]) => `${named(key)} (${says})`).join(" · "))}</p>
        )}
        <p>{match.caution}</p>
      </div>
    </section>
  );
}

function Read({ match }: { match: Match }) {
  const { skills: taken, places, similar, n_paths, title } = match.signals;
  const lines: [string, string][] = [
    [skills.takes, taken.map(({ skill, says }) => `${skill} (${says.replace(/\.$/, "")})`).join(" · ")],
    [skills.where, places.map(({ name, repositories }) => `${name} in ${repositories.join(", ")}`).join(" · ")],
    [
      skills.like,
      similar
        .slice(0, SIMILAR)
        .map((one) => `${one.name} ${one.title}`)
        .join(" · "),
    ],
  ];
  return (
    <>
      {title !== null && (
        <p className="mb-1 font-medium">
          <Foreign>{title}</Foreign>
        </p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-small">
        {lines
          .filter(([, says]) => says !== "")
          .map(([name, says]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="min-w-0 text-ink-2">
                <Foreign>{says}</Foreign>
              </dd>
            </div>
          ))}
      </dl>
      {n_paths > 0 && <p className="mt-0.5 text-small text-ink-3">{skills.touches(n_paths)}.</p>}
    </>
  );
}

function One({ one, match }: { one: Candidate; match: Match }) {
  const moved = match.is_fair && one.place_without_fairness !== one.place;
  return (
    <li className="rounded-control border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="figures w-4 text-ink-3">{one.place}</span>
        <Initials name={one.developer.name} />
        <span className="font-medium">
          <Foreign>{one.developer.name}</Foreign>
        </span>
        {one.in_hand !== null && <Badge>{skills.inHand(one.in_hand)}</Badge>}
        <span className="ml-auto text-small text-ink-3">
          {skills.score} <span className="figures text-ink">{one.score.toFixed(2)}</span>
        </span>
      </div>
      {moved && <p className="text-small text-ink-3">{skills.moved(one.place_without_fairness)}</p>}
      <ul className="mt-2 space-y-1.5">
        {Object.entries(one.parts).map(
          ([key, part]) =>
            part.value !== null && (
              <li
                key={key}
                className="grid grid-cols-[7.5rem_10rem_1fr] items-baseline gap-x-3 text-small max-sm:grid-cols-[1fr_10rem]"
              >
                <span className="text-ink-2">{named(key)}</span>
                <Bar value={part.value} weight={part.weight} />
                <span className="text-ink-3 max-sm:col-span-2">
                  <Foreign>{part.says}</Foreign>
                </span>
              </li>
            ),
        )}
      </ul>
      <Took one={one} match={match} />
    </li>
  );
}

function named(key: string): string {
  return skills.parts[key] ?? key;
}

/** As long as the value; beside it the number and what it counts. */
function Bar({ value, weight }: { value: number; weight: number }) {
  return (
    <span title={skills.partSays(value.toFixed(2), percent(weight))} className="flex items-center gap-1.5">
      <span aria-hidden="true" className="block h-1.5 grow overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${value * 100}%`, opacity: weight > 0 ? 1 : 0.3 }}
        />
      </span>
      <span className="figures w-7 text-right text-ink">{value.toFixed(2)}</span>
      <span className="figures w-11 text-right text-fine whitespace-nowrap text-ink-3">
        {skills.times(percent(weight))}
      </span>
    </span>
  );
}

type Verdict = "accepted" | "rejected";

function Took({ one, match }: { one: Candidate; match: Match }) {
  const { workspace } = usePlace();
  const decide = useDecide(workspace.id, match.id);
  const tell = useTell();
  const [said, setSaid] = useState<Verdict | null>(null);
  const say = (verdict: Verdict | null) =>
    decide.mutate(
      { developer_id: one.developer.id, verdict },
      {
        onSuccess: () => {
          setSaid(verdict);
          if (verdict === "accepted") tell(skills.saidTook(one.developer.name));
        },
        onError: (error) => tell(inWords(error)),
      },
    );
  if (said)
    return (
      <div className="mt-2 flex items-center justify-end gap-2">
        <span className="text-small text-ink-3">{said === "accepted" ? skills.took : skills.notThem}</span>
        <Button look="quiet" disabled={decide.isPending} onClick={() => say(null)}>
          {skills.takeBack}
        </Button>
      </div>
    );
  return (
    <div className="mt-2 flex justify-end gap-2">
      <Button look="quiet" disabled={decide.isPending} onClick={() => say("rejected")}>
        {skills.notThem}
      </Button>
      <Button look="quiet" disabled={decide.isPending} onClick={() => say("accepted")}>
        {skills.took}
      </Button>
    </div>
  );
}
