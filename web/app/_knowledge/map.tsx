"use client";
/** A repository as a map: each folder as large as it has files, as strong in colour as one person has most of it. */
import { ChevronRight, Folder as FolderIcon } from "lucide-react";
import { useMemo } from "react";
import type { Folder, Ownership } from "@/api/knowledge";
import { go } from "@/app/_frame/address";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import { useWidth } from "@/metrics/plot";
import { knowledge } from "@/text/en-knowledge";
import { cx, Foreign } from "@/ui/basic";
import { squarified, stepOf } from "./treemap";

const HEIGHT = 380;
const STEPS = ["bg-step-0", "bg-step-1", "bg-step-2", "bg-step-3", "bg-step-4"] as const;
const GAP = 2;
const NAMED = 44;

interface Asked {
  data: Ownership | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

export function OwnershipMap({ query, className }: { query: Asked; className?: string }) {
  const found = query.data;
  const children = found?.children ?? [];
  return (
    <Figure
      title={knowledge.map}
      says={knowledge.mapSays}
      height={HEIGHT + 68}
      query={query}
      empty={found !== undefined && found.folder.files === 0 ? knowledge.nothing : null}
      table={{
        head: [
          knowledge.columns.name,
          knowledge.columns.files,
          knowledge.columns.concentration,
          knowledge.columns.factor,
          knowledge.columns.orphans,
        ],
        rows: children.map((one) => [
          one.is_file ? one.name : `${one.name}/`,
          count(one.files),
          say(one.concentration, "share"),
          one.truck_factor === null ? "–" : count(one.truck_factor),
          count(one.without_author),
        ]),
      }}
      {...(className === undefined ? {} : { className })}
    >
      {found && (
        <>
          <Path path={found.path} />
          <Tiles folders={children.length > 0 ? children : [found.folder]} />
          <Legend more={found.more} />
        </>
      )}
    </Figure>
  );
}

export function Path({ path }: { path: string }) {
  const steps = path === "" ? [] : path.split("/");
  return (
    <nav aria-label={knowledge.path} className="mb-2 flex min-h-6 flex-wrap items-center gap-x-1 text-small">
      <Step name={knowledge.whole} to={null} last={steps.length === 0} />
      {steps.map((name, index) => (
        <span key={`${index}-${name}`} className="inline-flex min-w-0 items-center gap-1">
          <ChevronRight aria-hidden="true" size={12} className="shrink-0 text-ink-3" />
          <Step name={name} to={steps.slice(0, index + 1).join("/")} last={index === steps.length - 1} />
        </span>
      ))}
    </nav>
  );
}

function Step({ name, to, last }: { name: string; to: string | null; last: boolean }) {
  if (last) {
    return (
      <span aria-current="location" className="min-w-0 truncate font-medium">
        <Foreign>{name}</Foreign>
      </span>
    );
  }
  return (
    <button type="button" onClick={() => go({ folder: to })} className="min-w-0 truncate text-ink-2 hover:underline">
      <Foreign>{name}</Foreign>
    </button>
  );
}

function Tiles({ folders }: { folders: readonly Folder[] }) {
  const [box, width] = useWidth<HTMLUListElement>();
  const places = useMemo(
    () =>
      squarified(
        folders.map((one) => one.files),
        width,
        HEIGHT,
      ),
    [folders, width],
  );
  return (
    <ul ref={box} className="relative overflow-hidden rounded-control" style={{ height: HEIGHT }}>
      {folders.map((one, index) => {
        const place = places[index];
        if (place === undefined || place.width < 3 || place.height < 3) return null;
        return (
          <li
            key={one.path}
            className="absolute"
            style={{
              left: place.x,
              top: place.y,
              width: Math.max(place.width - GAP, 1),
              height: Math.max(place.height - GAP, 1),
            }}
          >
            <Tile folder={one} named={place.width > NAMED && place.height > 24} roomy={place.height > 48} />
          </li>
        );
      })}
    </ul>
  );
}

function Tile({ folder, named, roomy }: { folder: Folder; named: boolean; roomy: boolean }) {
  const step = stepOf(folder.concentration);
  const share = say(folder.concentration, "share");
  const factor = folder.truck_factor === null ? "–" : count(folder.truck_factor);
  const label = knowledge.tile(folder.path || knowledge.whole, folder.files, share, factor);
  return (
    <button
      type="button"
      title={label}
      onClick={() => go({ folder: folder.path || null })}
      className={cx(
        "size-full overflow-hidden rounded-[3px] p-1 text-left align-top hover:brightness-105 focus-visible:outline-offset-[-2px]",
        step === null ? "border border-line bg-sunken" : STEPS[step],
      )}
    >
      <span className="sr-only">{label}</span>
      {named && (
        <span aria-hidden="true" className="flex h-full flex-col items-start">
          <span className="inline-flex max-w-full items-center gap-1 rounded bg-card px-1 text-fine text-ink">
            {!folder.is_file && <FolderIcon aria-hidden="true" size={10} className="shrink-0 text-ink-3" />}
            <span className="truncate">
              <Foreign>{folder.name || knowledge.whole}</Foreign>
            </span>
          </span>
          {roomy && (
            <span className="figures mt-0.5 max-w-full truncate rounded bg-card px-1 text-fine text-ink-2">
              {count(folder.files, true)} · {share}
            </span>
          )}
        </span>
      )}
    </button>
  );
}

function Legend({ more }: { more: number }) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-3">
      <span>{knowledge.concentration}</span>
      <ul className="flex flex-wrap gap-x-3 gap-y-1">
        {knowledge.legend.map((words, index) => (
          <li key={words} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={cx("size-3 rounded-[2px] border border-line", STEPS[index])} />
            {words}
          </li>
        ))}
      </ul>
      {more > 0 && <span className="ml-auto">{knowledge.more(more)}</span>}
    </div>
  );
}
