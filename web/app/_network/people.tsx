"use client";
/** The network drawn, and beside it whoever was chosen in it, or those over whom most ways lead. */
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import {
  type CollaborationGraph,
  type GraphEdge,
  useCollaborationGraph,
  type useTeamCollaboration,
} from "@/api/network";
import { useAddress, useHref } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";
import type { TableView } from "@/metrics/plain-table";
import { type Bar, Bars } from "@/metrics/ranking";
import { network } from "@/text/en-network";
import { Button, Card, Foreign } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { type ColourBy, type Colours, colours, OTHER } from "./arranging";
import { choose, Graph } from "./graph";
import { Trend } from "./whole";

const HEIGHT = "min(600px, 125vw)";

export function People({ whole }: { whole: ReturnType<typeof useTeamCollaboration> }) {
  const { workspace, team } = usePlace();
  const { id } = useAddress();
  const query = useCollaborationGraph(workspace.id, { ...useSpan(), team });
  const [by, setBy] = useState<ColourBy>("team");
  const found = query.data;
  const shownBy = found?.withheld_whole === null ? by : "team";
  const tints = found ? colours(found.nodes, shownBy) : null;
  const chosen = found?.nodes.find((node) => node.developer.id === id);
  const hidden =
    found && found.withheld_people > 0 ? network.leftOut(found.withheld_people, found.withheld ?? "") : null;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <Figure
        title={network.graph}
        says={network.graphSays}
        height={HEIGHT}
        query={query}
        empty={found && found.edges.length === 0 ? (hidden ?? network.none) : null}
        table={found ? edgeTable(found) : null}
        className="lg:col-span-2"
        actions={
          found?.withheld_whole === null && (
            <Choice
              label={network.colourBy}
              value={by}
              options={[
                { value: "team", label: network.byTeam },
                { value: "group", label: network.byGroup },
              ]}
              onChange={setBy}
            />
          )
        }
      >
        {found && tints && (
          <>
            <Legend tints={tints} by={shownBy} />
            <Graph found={found} tints={tints} chosen={chosen?.developer.id ?? null} />
            {hidden !== null && <p className="text-small text-ink-3">{hidden}</p>}
          </>
        )}
      </Figure>
      <div className="space-y-4">
        {found && chosen ? <Neighbourhood found={found} id={chosen.developer.id} /> : <Central query={whole} />}
        <Trend query={whole} />
      </div>
    </div>
  );
}

function Legend({ tints, by }: { tints: Colours; by: ColourBy }) {
  const shown = tints.legend.map(({ key, colour, n }) => ({
    key,
    colour,
    name: by === "team" ? key : network.groupName(Number(key)),
    n,
  }));
  const all = tints.others > 0 ? [...shown, { key: "", colour: OTHER, name: network.others, n: tints.others }] : shown;
  return (
    <ul className="mb-2 flex flex-wrap gap-x-4 text-small text-ink-2">
      {all.map(({ key, colour, name, n }) => (
        <li key={key} className="flex items-center">
          <span aria-hidden="true" className="mr-1.5 inline-block size-2 rounded-full" style={{ background: colour }} />
          <Foreign>{name}</Foreign>
          <span className="figures ml-1 text-ink-3">{count(n)}</span>
        </li>
      ))}
    </ul>
  );
}

function edgeTable(found: CollaborationGraph): TableView {
  const names = new Map(found.nodes.map(({ developer }) => [developer.id, developer.name]));
  const { one, other, given, received, shared, strength, last } = network.columns;
  return {
    head: [one, other, given, received, shared, strength, last],
    rows: [...found.edges]
      .sort((a, b) => b.strength_score - a.strength_score)
      .map((edge) => [
        names.get(edge.developer_a_id) ?? "",
        names.get(edge.developer_b_id) ?? "",
        count(edge.a_reviewed_b),
        count(edge.b_reviewed_a),
        count(edge.co_author_count),
        say(edge.strength_score, "score"),
        writeDay(edge.last_interaction_at.slice(0, 10)),
      ]),
  };
}

/** Whom one person works with, from their end. */
function sidesOf(edges: readonly GraphEdge[], id: string) {
  return edges
    .filter((edge) => edge.developer_a_id === id || edge.developer_b_id === id)
    .sort((a, b) => b.strength_score - a.strength_score)
    .map((edge) => {
      const isA = edge.developer_a_id === id;
      return {
        other: isA ? edge.developer_b_id : edge.developer_a_id,
        given: isA ? edge.a_reviewed_b : edge.b_reviewed_a,
        received: isA ? edge.b_reviewed_a : edge.a_reviewed_b,
        shared: edge.co_author_count,
        strength: edge.strength_score,
      };
    });
}

function Neighbourhood({ found, id }: { found: CollaborationGraph; id: string }) {
  const href = useHref();
  const names = new Map(found.nodes.map(({ developer }) => [developer.id, developer.name]));
  const node = found.nodes.find(({ developer }) => developer.id === id);
  const sides = sidesOf(found.edges, id);
  const bars: Bar[] = sides.map(({ other, given, received, shared, strength }) => ({
    key: other,
    name: (
      <button type="button" onClick={() => choose(other)} className="max-w-full truncate text-left hover:underline">
        <Foreign>{names.get(other) ?? ""}</Foreign>
      </button>
    ),
    value: strength,
    text: <span className="text-small text-ink-2">{network.chosen.line(given, received, shared)}</span>,
  }));
  return (
    <Card
      title={<Foreign>{network.chosen.title(names.get(id) ?? "")}</Foreign>}
      says={network.chosen.says(sides.length, node?.betweenness ?? null)}
    >
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <Button onClick={() => choose(null)}>
          <ArrowLeft aria-hidden="true" size={13} /> {network.chosen.back}
        </Button>
        <Link href={href("/person", { id })} prefetch={false} className="text-small text-accent-ink hover:underline">
          {network.chosen.page}
        </Link>
      </div>
      {bars.length === 0 ? (
        <p className="text-ink-3">{network.chosen.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
        <section tabIndex={0} aria-label={network.chosen.key} className="max-h-[500px] overflow-y-auto pr-1">
          <p className="mb-2 text-small text-ink-3">{network.chosen.key}</p>
          <Bars bars={bars} label={network.chosen.title(names.get(id) ?? "")} />
        </section>
      )}
    </Card>
  );
}

function Central({ query }: { query: ReturnType<typeof useTeamCollaboration> }) {
  const found = query.data;
  const bars: Bar[] = (found?.central ?? []).map((one) => ({
    key: one.developer.id,
    name: (
      <button
        type="button"
        onClick={() => choose(one.developer.id)}
        className="max-w-full truncate text-left hover:underline"
        title={one.is_only_way ? network.onlyWay : undefined}
      >
        <Foreign>{one.developer.name}</Foreign>
      </button>
    ),
    value: one.betweenness,
    text: say(one.betweenness, "share"),
  }));
  return (
    <Figure
      title={network.central}
      says={network.centralSays}
      height={200}
      query={query}
      empty={found && bars.length === 0 ? network.centralNone : null}
      table={{
        head: [network.columns.one, network.central],
        rows: (found?.central ?? []).map((one) => [one.developer.name, say(one.betweenness, "share")]),
      }}
    >
      <Bars bars={bars} label={network.central} />
    </Figure>
  );
}
