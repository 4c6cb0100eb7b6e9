"use client";
/** How the versions of one technology came and went, manifest by manifest. */
import { type Stay, useTechnologyHistory } from "@/api/technology";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import type { TableView } from "@/metrics/plain-table";
import { technology } from "@/text/en-technology";
import { cx, Foreign } from "@/ui/basic";
import { Select } from "@/ui/select";
import { day, type Lane, lanesOf } from "./lanes";
import { FILLS } from "./status";

const MOST_LANES = 12;
/** Narrower bars have no room for their version. */
const WIDE = 7;

export function OverTime({
  names,
  chosen,
  choose,
}: {
  names: string[];
  chosen: string | null;
  choose: (name: string) => void;
}) {
  const { workspace } = usePlace();
  const query = useTechnologyHistory(workspace.id, chosen);
  const found = query.data;
  return (
    <Figure
      title={technology.history}
      says={technology.historySays}
      height={260}
      query={query}
      empty={chosen === null ? technology.empty : null}
      table={found ? asTable(found.stays) : null}
      actions={
        chosen !== null && (
          <Select
            label={technology.historyOf}
            value={chosen}
            options={names.map((name) => ({ value: name, label: name }))}
            onChange={choose}
          />
        )
      }
    >
      {found && <Drawing stays={found.stays} at={found.as_of} />}
    </Figure>
  );
}

function asTable(stays: readonly Stay[]): TableView {
  return {
    head: technology.historyHead,
    rows: stays.map((stay) => [
      stay.repository,
      stay.manifest,
      stay.version ?? technology.none,
      technology.status[stay.status ?? "unknown"],
      day(stay.since),
      stay.until === null ? technology.now : day(stay.until),
    ]),
  };
}

function Drawing({ stays, at }: { stays: readonly Stay[]; at: string }) {
  const { lanes, years } = lanesOf(stays, new Date(at));
  return (
    <div>
      <div aria-hidden="true" className="relative mb-1 h-4 sm:ml-[38%] lg:ml-[34%]">
        {years.map(({ year, left }) => (
          <span key={year} style={{ left: `${left}%` }} className="figures absolute text-fine text-ink-3">
            {year}
          </span>
        ))}
      </div>
      <ul className="space-y-1.5">
        {lanes.slice(0, MOST_LANES).map((lane) => (
          <Row key={lane.key} lane={lane} />
        ))}
      </ul>
    </div>
  );
}

function Row({ lane }: { lane: Lane }) {
  return (
    <li className="items-center gap-3 sm:flex">
      <p
        className="min-w-0 shrink-0 truncate text-small sm:w-[36%] lg:w-[32%]"
        title={`${lane.repository} ${lane.manifest}`}
      >
        <Foreign className="font-medium">{lane.repository}</Foreign>{" "}
        <Foreign className="text-ink-3">{lane.manifest}</Foreign>
      </p>
      <div className="relative h-6 grow">
        {lane.bars.map(({ stay, left, width }) => (
          <span
            key={`${stay.since} ${stay.version}`}
            style={{ left: `${left}%`, width: `max(3px, calc(${width}% - 2px))` }}
            title={title(stay)}
            className={cx(
              "figures absolute inset-y-0 overflow-hidden rounded px-1 text-fine leading-6 whitespace-nowrap",
              FILLS[stay.status ?? "unknown"],
            )}
          >
            {width > WIDE && (stay.version ?? technology.none)}
          </span>
        ))}
      </div>
    </li>
  );
}

function title(stay: Stay): string {
  const until = stay.until === null ? technology.now : day(stay.until);
  const status = technology.status[stay.status ?? "unknown"];
  return `${stay.version ?? technology.none}: ${day(stay.since)} – ${until} (${status})`;
}
