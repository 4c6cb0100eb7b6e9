"use client";
/** The network of a group, who stands between others in it, and how closely the whole works together. */
import { type Collaboration, useCollaboration } from "@/api/analytics";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, NOTHING, say, write } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { type Bar, Bars } from "@/metrics/ranking";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { Card, Foreign } from "@/ui/basic";
import { Notes, Tall } from "./left-out";
import { Network } from "./network";

const HEIGHT = 420;

export function CollaborationTab() {
  const { workspace, team } = usePlace();
  const query = useCollaboration(workspace.id, { team });
  const found = query.data;
  const hidden = found ? analytics.leftOut(found.withheld_people, found.withheld ?? "") : "";
  const none = found && found.edges.length === 0 ? analytics.networkNone : null;
  return (
    <>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <Figure
          title={analytics.network}
          says={analytics.networkSays}
          height={HEIGHT}
          query={query}
          empty={none && found && found.withheld_people > 0 ? hidden : none}
          table={found ? edgeTable(found) : null}
          className="lg:col-span-2"
        >
          {found && <Network found={found} />}
        </Figure>
        <div className="space-y-4">
          {found && (
            <div className="grid grid-cols-2 gap-4">
              <Whole title={analytics.cohesion} says={analytics.cohesionSays} measure={found.cohesion} />
              <Whole title={analytics.density} says={analytics.densitySays} measure={found.density} />
            </div>
          )}
          <Central found={found} query={query} />
        </div>
      </div>
      <Notes of={found} />
    </>
  );
}

function edgeTable(found: Collaboration): TableView {
  const names = new Map(found.nodes.map((node) => [node.developer.id, node.developer.name]));
  const { reviewer, author, reviews, shared, strength } = analytics.columns;
  return {
    head: [reviewer, author, reviews, shared, strength],
    rows: [...found.edges]
      .sort((a, b) => b.strength - a.strength)
      .map((edge) => [
        names.get(edge.source) ?? "",
        names.get(edge.target) ?? "",
        count(edge.reviews),
        count(edge.shared_commits),
        say(edge.strength, "score"),
      ]),
  };
}

function Whole({ title, says, measure }: { title: string; says: string; measure: Collaboration["cohesion"] }) {
  return (
    <Card title={title} says={says}>
      {measure.withheld === null ? (
        <p className="text-reading font-semibold">
          {write(measure.value, "score").text}{" "}
          <span className="text-small font-normal text-ink-3">{en.reading.n(measure.n)}</span>
        </p>
      ) : (
        <p className="text-small text-ink-3">{measure.withheld}</p>
      )}
    </Card>
  );
}

function Central({ found, query }: { found: Collaboration | undefined; query: ReturnType<typeof useCollaboration> }) {
  const known = (found?.nodes ?? []).filter((node) => node.betweenness !== null);
  const bars: Bar[] = known
    .filter((node) => (node.betweenness ?? 0) > 0)
    .map((node) => ({
      key: node.developer.id,
      name: <Foreign>{node.developer.name}</Foreign>,
      value: node.betweenness ?? 0,
      text: say(node.betweenness, "share"),
    }));
  const table: TableView = {
    head: [en.columns.person, analytics.central],
    rows: (found?.nodes ?? []).map((node) => [
      node.developer.name,
      node.betweenness === null ? NOTHING : say(node.betweenness, "share"),
    ]),
  };
  return (
    <Figure
      title={analytics.central}
      says={analytics.centralSays}
      height={160}
      query={query}
      empty={found && bars.length === 0 ? (known.length > 0 ? analytics.centralNobody : analytics.centralNone) : null}
      table={table}
    >
      <Tall label={analytics.central}>
        <Bars bars={bars} label={analytics.central} />
      </Tall>
    </Figure>
  );
}
