"use client";
/** An answer to "who could take this?": what was read in it, and the candidates, each part with its sentence. */
import { type ReactNode, useState } from "react";
import { type Candidate, type Match, useDecide } from "@/api/skills";
import { Out } from "@/app/_delivery/pulls";
import { usePlace } from "@/app/_frame/place";
import { skills } from "@/text/en-skills";
import { Badge, Button, Card, cx, Foreign, Initials } from "@/ui/basic";
import { Empty, inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { percent } from "./matrix";

export default function Matched({ match }: { match: Match }) {
  // A part that says nothing says nothing of anybody: it is told once.
  const silent = Object.entries(match.candidates[0]?.parts ?? {})
    .filter(([, part]) => part.value === null)
    .map(([key, { says }]) => [key, says.replace(/\.$/, "")] as const);
  return (
    <>
      <Read match={match} />
      <Card
        title={skills.again}
        says={[
          match.abstained === null ? skills.candidatesSay(match.candidates.length, match.n) : skills.compared(match.n),
          ...(match.is_fair ? [skills.fairSays] : []),
        ].join(" · ")}
      >
        {match.abstained !== null ? (
          <Empty>{match.abstained}</Empty>
        ) : (
          <ol className="border-t border-line">
            {match.candidates.map((one) => (
              <One key={one.developer.id} one={one} match={match} />
            ))}
          </ol>
        )}
        <div className="mt-3 space-y-1 text-small text-ink-3">
          {silent.length > 0 && (
            <p>{skills.silent(silent.map(([key, says]) => `${named(key)} (${says})`).join(" · "))}</p>
          )}
          <p>{match.caution}</p>
        </div>
        <Meanings match={match} />
      </Card>
      <LeftOut match={match} />
    </>
  );
}

function Meanings({ match }: { match: Match }) {
  return (
    <details className="mt-2 text-small">
      <summary className="cursor-pointer text-accent-ink">{skills.meaning}</summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {Object.entries(match.definitions).map(([key, says]) => (
          <div key={key} className="contents">
            <dt className="text-ink-3">{named(key)}</dt>
            <dd className="text-ink-2">{says}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Each filter with how many it took away, also those that took away nobody; and whom one may not see. */
function LeftOut({ match }: { match: Match }) {
  const lines = [
    ...match.filters.map(({ key, says, people }) => ({ key, says, people })),
    ...(match.withheld_people > 0
      ? [{ key: "withheld", says: match.withheld ?? "", people: match.withheld_people }]
      : []),
  ];
  return (
    <Card title={skills.filters} {...(lines.every(({ people }) => people === 0) ? { says: skills.filtersNone } : {})}>
      <ul className="border-t border-line">
        {lines.map(({ key, says, people }) => (
          <li key={key} className="flex items-baseline gap-3 border-b border-line py-1.5">
            <span className={`figures w-8 text-right ${people === 0 ? "text-ink-3" : "font-medium"}`}>{people}</span>
            <span className="text-ink-2">
              <Foreign>{says}</Foreign>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const FILES = 5;
const SIMILAR = 4;

function Read({ match }: { match: Match }) {
  const { skills: taken, places, similar, similar_withheld, paths, n_paths, title } = match.signals;
  const isNothing = taken.length + places.length + similar.length + paths.length === 0;
  return (
    <Card title={title === null ? skills.readTitle : <Foreign>{title}</Foreign>} says={skills.whoSays}>
      {isNothing && <p className="text-ink-3">{skills.readNone}</p>}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
        {taken.length > 0 && (
          <Signal name={skills.takes}>
            {taken.map(({ skill, says }) => (
              <Said key={skill} what={skill} why={says.replace(/\.$/, "")} />
            ))}
          </Signal>
        )}
        {places.length > 0 && (
          <Signal name={skills.where}>
            {places.map(({ name, repositories }) => (
              <Said key={name} what={name} why={repositories.join(", ")} />
            ))}
          </Signal>
        )}
        {paths.length > 0 && (
          <Signal name={skills.files}>
            {paths.slice(0, FILES).map(({ repository, path, because }) => (
              <Said
                key={`${repository} ${path}`}
                what={path}
                why={`${repository} · ${skills.because[because] ?? because}`}
                mono
              />
            ))}
            {n_paths > FILES && <li className="text-small text-ink-3">{skills.moreFiles(n_paths - FILES)}</li>}
          </Signal>
        )}
        {similar.length + similar_withheld > 0 && (
          <Signal name={skills.like}>
            {similar.slice(0, SIMILAR).map((one) => (
              <li key={`${one.kind} ${one.name}`} className="truncate">
                <Out url={one.url}>{`${one.name} ${one.title}`}</Out>
              </li>
            ))}
            {similar_withheld > 0 && (
              <li className="text-small text-ink-3">{skills.similarHidden(similar_withheld)}</li>
            )}
          </Signal>
        )}
      </dl>
    </Card>
  );
}

function Signal({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="min-w-0">
        <ul className="space-y-0.5">{children}</ul>
      </dd>
    </>
  );
}

function Said({ what, why, mono = false }: { what: string; why: string; mono?: boolean }) {
  return (
    <li className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <Foreign className={cx("break-all", mono && "font-mono text-small")}>{what}</Foreign>
      <Foreign className="min-w-0 text-small text-ink-3">{why}</Foreign>
    </li>
  );
}

function One({ one, match }: { one: Candidate; match: Match }) {
  const moved = match.is_fair && one.place_without_fairness !== one.place;
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="figures w-4 text-ink-3">{one.place}</span>
        <Initials name={one.developer.name} />
        <span className="font-medium">
          <Foreign>{one.developer.name}</Foreign>
        </span>
        {one.in_hand !== null && <Badge>{skills.inHand(one.in_hand)}</Badge>}
        <span className="ml-auto text-small text-ink-3">
          {skills.score} <span className="figures font-medium text-ink">{one.score.toFixed(2)}</span>
        </span>
        <Took one={one} match={match} />
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
      <div className="flex items-center justify-end gap-2 max-sm:w-full">
        <span className="text-small text-ink-3">{said === "accepted" ? skills.took : skills.notThem}</span>
        <Button look="quiet" disabled={decide.isPending} onClick={() => say(null)}>
          {skills.takeBack}
        </Button>
      </div>
    );
  return (
    <div className="flex justify-end gap-1 max-sm:w-full">
      <Button look="quiet" disabled={decide.isPending} onClick={() => say("rejected")}>
        {skills.notThem}
      </Button>
      <Button look="quiet" disabled={decide.isPending} onClick={() => say("accepted")}>
        {skills.took}
      </Button>
    </div>
  );
}
