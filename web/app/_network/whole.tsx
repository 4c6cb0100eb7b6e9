"use client";
/** A group as a whole: how closely, how far both ways, how clearly in groups; and who is in which, and who joins them. */
import type { ReactNode } from "react";
import type { TeamCollaboration, useTeamCollaboration } from "@/api/network";
import { Figure } from "@/metrics/figure";
import { say, write } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";
import { type Bar, Bars } from "@/metrics/ranking";
import { en } from "@/text/en";
import { network } from "@/text/en-network";
import { Badge, Card, Foreign, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { choose } from "./graph";
import { Lines } from "./lines";

type Query = ReturnType<typeof useTeamCollaboration>;

export function Tiles({ query }: { query: Query }) {
  const found = query.data;
  if (query.error) {
    return (
      <Card className="p-0!">
        <Wrong error={query.error} retry={() => void query.refetch()} />
      </Card>
    );
  }
  const { tiles } = network;
  const groups = found?.circles.length ?? 0;
  return (
    <section
      aria-label={network.title}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      <Tile title={tiles.cohesion} says={tiles.cohesionSays} measure={found?.cohesion} n={tiles.ofPeople} />
      <Tile title={tiles.reciprocity} says={tiles.reciprocitySays} measure={found?.reciprocity} n={tiles.ofReviews} />
      <Tile title={tiles.modularity} says={tiles.modularitySays} measure={found?.modularity} n={tiles.ofPeople} />
      <div className="flex min-w-0 flex-col bg-card px-4 py-3">
        <Head title={tiles.groups} says={tiles.groupsSays} />
        {found === undefined ? (
          <Skeleton className="mt-2 h-7 w-16" />
        ) : found.silos === null ? (
          <p className="mt-1 text-small text-ink-3">{found.withheld_whole}</p>
        ) : (
          <p className="figures mt-auto pt-1 text-reading font-semibold">
            {found.silos} <span className="text-small font-normal text-ink-3">{tiles.ofGroups(groups)}</span>
          </p>
        )}
      </div>
    </section>
  );
}

function Head({ title, says }: { title: string; says: string }) {
  return (
    <>
      <h2 className="font-medium text-ink-2">{title}</h2>
      <p className="text-small text-ink-3">{says}</p>
    </>
  );
}

function Tile({
  title,
  says,
  measure,
  n,
}: {
  title: string;
  says: string;
  measure: TeamCollaboration["cohesion"] | undefined;
  n: (n: number) => string;
}) {
  return (
    <div className="flex min-w-0 flex-col bg-card px-4 py-3">
      <Head title={title} says={says} />
      {measure === undefined ? (
        <Skeleton className="mt-2 h-7 w-16" />
      ) : measure.withheld !== null ? (
        <p className="mt-1 text-small text-ink-3">{measure.withheld}</p>
      ) : (
        <p className="figures mt-auto pt-1 text-reading font-semibold">
          {write(measure.value, "score").text} <span className="text-small font-normal text-ink-3">{n(measure.n)}</span>
        </p>
      )}
    </div>
  );
}

const MOST_NAMES = 12;
const MOST_TIES = 5;

export function Circles({ query, className }: { query: Query; className?: string }) {
  const found = query.data;
  const empty = found?.withheld_whole ?? (found && found.circles.length === 0 ? network.none : null);
  return (
    <Figure
      title={network.circles}
      says={network.circlesSays}
      height={180}
      className={className ?? ""}
      query={query}
      empty={empty}
      table={
        found
          ? {
              head: [network.circles, network.columns.one, network.tiles.groups],
              rows: found.circles.map((one, place) => [
                network.circle(place, one.size),
                one.people.map(({ name }) => name).join(", "),
                one.is_silo ? network.silo : "",
              ]),
            }
          : null
      }
    >
      {found && (
        <ul className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          {found.circles.length === 1 && <li className="text-ink-2">{network.oneGroup}</li>}
          {found.circles.map((one, place) => (
            <li key={one.people[0]?.id ?? place}>
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{network.circle(place, one.size)}</span>
                {one.is_silo && <Badge>{one.is_part ? `${network.silo}: ${network.part}` : network.silo}</Badge>}
              </p>
              <p className="text-small text-ink-3">
                {[network.teamsOf(one.teams), network.inside(one.inside)].filter(Boolean).join(" · ")}
              </p>
              <p className="text-small text-ink-2">
                <Names people={one.people} />
              </p>
            </li>
          ))}
          {found.alone.length > 0 && (
            <li className="text-small text-ink-3">{network.alone(found.alone.map(({ name }) => name).join(", "))}</li>
          )}
        </ul>
      )}
    </Figure>
  );
}

function Names({ people }: { people: TeamCollaboration["alone"] }) {
  const shown = people.slice(0, MOST_NAMES);
  const parts: ReactNode[] = shown.map(({ id, name }, place) => (
    <span key={id} className="inline-block">
      <button type="button" onClick={() => choose(id)} className="hover:underline">
        <Foreign>{name}</Foreign>
      </button>
      {place < people.length - 1 && ",\u00a0"}
    </span>
  ));
  return (
    <>
      {parts}
      {people.length > shown.length && ` ${network.more(people.length - shown.length)}`}
    </>
  );
}

export function Bridges({ query }: { query: Query }) {
  const found = query.data;
  const bars: Bar[] = (found?.bridges ?? []).map((one) => ({
    key: one.developer.id,
    name: (
      <button
        type="button"
        onClick={() => choose(one.developer.id)}
        className="max-w-full truncate text-left hover:underline"
      >
        <Foreign>{one.developer.name}</Foreign>
      </button>
    ),
    value: one.share,
    text: say(one.share, "share"),
    detail: <span className="text-small">{network.bridge(one.groups)}</span>,
  }));
  const ties = found?.only_ties ?? [];
  return (
    <Figure
      title={network.bridges}
      says={network.bridgesSays}
      height={180}
      query={query}
      empty={found?.withheld_whole ?? (found && bars.length + ties.length === 0 ? network.bridgesNone : null)}
      table={{
        head: [network.columns.one, network.bridges, network.tiles.groups],
        rows: (found?.bridges ?? []).map((one) => [
          one.developer.name,
          say(one.share, "share"),
          network.bridge(one.groups),
        ]),
      }}
    >
      {bars.length > 0 ? (
        <Bars bars={bars} label={network.bridges} />
      ) : (
        <p className="text-ink-3">{network.bridgesNone}</p>
      )}
      {ties.length > 0 && (
        <ul className="mt-3 space-y-1 text-small text-ink-2">
          {ties.slice(0, MOST_TIES).map((tie) => (
            <li key={`${tie.developer_a.id} ${tie.developer_b.id}`}>
              {network.only(tie.developer_a.name, tie.developer_b.name)}
            </li>
          ))}
          {ties.length > MOST_TIES && <li>{network.onlyMore(ties.length - MOST_TIES)}</li>}
        </ul>
      )}
    </Figure>
  );
}

export function Trend({ query }: { query: Query }) {
  const found = query.data;
  const points = found?.trend ?? [];
  const known = points.some((point) => point.cohesion !== null);
  return (
    <Figure
      title={network.trend}
      says={network.trendSays}
      height={210}
      query={query}
      empty={found?.withheld_whole ?? (found && !known ? network.trendNone : null)}
      table={{
        head: [network.until, network.tiles.cohesion, network.tiles.reciprocity, en.columns.person],
        rows: points.map((point) => [
          writeDay(point.until),
          say(point.cohesion, "score"),
          say(point.reciprocity, "score"),
          String(point.people),
        ]),
      }}
    >
      <Lines
        height={190}
        days={points.map((point) => point.until)}
        lines={[
          { key: "cohesion", name: network.tiles.cohesion, hue: "one", values: points.map((one) => one.cohesion) },
          {
            key: "reciprocity",
            name: network.tiles.reciprocity,
            hue: "two",
            values: points.map((one) => one.reciprocity),
          },
        ]}
      />
    </Figure>
  );
}
