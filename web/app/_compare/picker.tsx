"use client";
/** Who stands beside each other: names that can be taken out, and a field that adds one, all of it by the keyboard. */
import { X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import { useDeveloper, useDevelopers, useRepositories, useTeams } from "@/api/hooks";
import { match } from "@/app/_frame/matching";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { compare as text } from "@/text/en-compare";
import { cx, Foreign, Initials, Skeleton } from "@/ui/basic";
import { type Chosen, type ComparedKind, MOST_COMPARED } from "./chosen";

const SHOWN = 8;

interface Candidate {
  id: string;
  name: string;
  detail: string;
}

/** Those that could be added, best match first; without letters, by name. */
function useCandidates({ kind, ids }: Chosen, typed: string): Candidate[] {
  const { workspace } = usePlace();
  const people = useDevelopers(workspace.id, { kind: "human", ...(typed ? { q: typed } : {}) }).data?.pages[0]?.items;
  const teams = useTeams(workspace.id).data;
  const repositories = useRepositories(workspace.id).data;
  return useMemo(() => {
    const taken = (one: { id: string }) => !ids.includes(one.id);
    if (kind === "developer") {
      return (people ?? [])
        .filter(taken)
        .slice(0, SHOWN)
        .map(({ id, name, email }) => ({ id, name: name ?? en.people.unnamed, detail: email ?? "" }));
    }
    const all: Candidate[] =
      kind === "team"
        ? (teams ?? []).map(({ id, name, description }) => ({ id, name, detail: description ?? "" }))
        : (repositories ?? []).map(({ id, name, owner }) => ({ id, name, detail: owner ?? "" }));
    return all
      .filter(taken)
      .map((one) => ({ one, rank: match(one.name, typed) }))
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.one.name.localeCompare(b.one.name, "en", { numeric: true }))
      .slice(0, SHOWN)
      .map(({ one }) => one);
  }, [kind, ids, typed, people, teams, repositories]);
}

export function Picker({
  chosen,
  names,
  onAdd,
  onRemove,
}: {
  chosen: Chosen;
  names: ReadonlyMap<string, string>;
  onAdd: (id: string) => void;
  onRemove: (id: string) => void;
}) {
  const full = chosen.ids.length >= MOST_COMPARED;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        {chosen.ids.length > 0 && (
          <ul aria-label={text.who} className="flex flex-wrap items-center gap-2">
            {chosen.ids.map((id, index) => (
              <Chip key={id} kind={chosen.kind} id={id} index={index} name={names.get(id)} onRemove={onRemove} />
            ))}
          </ul>
        )}
        {!full && <Adder chosen={chosen} onAdd={onAdd} onRemove={onRemove} />}
      </div>
      <p className="mt-2 text-small text-ink-3">{full ? text.full(MOST_COMPARED) : text.hint}</p>
    </div>
  );
}

const HUES = ["bg-series-1", "bg-series-2", "bg-series-3", "bg-series-4", "bg-series-5"];

/** The colour of the one at this place, here and in every drawing of the page. */
export function Hue({ index }: { index: number }) {
  return (
    <span aria-hidden="true" className={cx("inline-block size-2 shrink-0 rounded-[2px]", HUES[index % HUES.length])} />
  );
}

interface ChipProps {
  kind: ComparedKind;
  id: string;
  index: number;
  /** What is known of it already. */
  name: string | undefined;
  onRemove: (id: string) => void;
}

function Chip(props: ChipProps) {
  const { workspace } = usePlace();
  const teams = useTeams(workspace.id).data;
  const repositories = useRepositories(workspace.id).data;
  // Asking for a person is a look at them that is noted, so it is only done where nothing else knows the name.
  if (props.kind === "developer" && props.name === undefined) return <PersonChip {...props} />;
  const all: readonly { id: string; name: string }[] | undefined = props.kind === "team" ? teams : repositories;
  const name = props.name ?? all?.find((one) => one.id === props.id)?.name;
  return <NamedChip {...props} name={name ?? (all === undefined ? undefined : en.people.unnamed)} />;
}

function PersonChip(props: ChipProps) {
  const { workspace } = usePlace();
  const person = useDeveloper(workspace.id, props.id);
  const unnamed = person.isPending ? undefined : en.people.unnamed;
  return <NamedChip {...props} name={person.data?.name ?? unnamed} />;
}

function NamedChip({ id, index, name, onRemove }: ChipProps) {
  return (
    <li className="flex h-[34px] max-w-[240px] items-center gap-2 rounded-control border border-line bg-sunken pl-2.5">
      <Hue index={index} />
      {name === undefined ? (
        <Skeleton className="h-3 w-20" />
      ) : (
        <span className="min-w-0 truncate">
          <Foreign>{name}</Foreign>
        </span>
      )}
      <button
        type="button"
        aria-label={text.remove(name ?? "")}
        title={text.remove(name ?? "")}
        onClick={() => onRemove(id)}
        className="inline-flex h-full w-8 shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden="true" size={13} />
      </button>
    </li>
  );
}

function Adder({
  chosen,
  onAdd,
  onRemove,
}: {
  chosen: Chosen;
  onAdd: (id: string) => void;
  onRemove: (id: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useCandidates(chosen, useDeferredValue(typed.trim()));
  const now = Math.min(at, Math.max(0, found.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-index="${now}"]`)?.scrollIntoView({ block: "nearest" });
  }, [now]);

  const take = (one: Candidate | undefined) => {
    if (!one) return;
    onAdd(one.id);
    setTyped("");
    setAt(0);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (open) setAt((now + step + found.length) % Math.max(1, found.length));
      setOpen(true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open) take(found[now]);
      setOpen(true);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && typed === "") {
      const last = chosen.ids.at(-1);
      if (last !== undefined) onRemove(last);
    }
  };
  return (
    <div className="relative w-[220px] max-sm:w-full">
      <input
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && found.length > 0 ? `${id}-${now}` : undefined}
        aria-autocomplete="list"
        aria-label={text.add[chosen.kind]}
        placeholder={text.add[chosen.kind]}
        value={typed}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
        className="field"
      />
      <div
        ref={list}
        role="listbox"
        id={`${id}-list`}
        aria-label={text.add[chosen.kind]}
        hidden={!open}
        className="absolute inset-x-0 top-[38px] z-20 max-h-[300px] min-w-[220px] overflow-y-auto rounded-card border border-line bg-raised p-1.5 shadow-lift"
      >
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; it names the chosen option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
          <div
            key={one.id}
            id={`${id}-${index}`}
            data-index={index}
            role="option"
            aria-selected={index === now}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(one)}
            onMouseMove={() => setAt(index)}
            className={cx(
              "flex cursor-pointer items-center gap-2 rounded-control px-2 py-1.5",
              index === now ? "bg-accent-wash text-ink" : "text-ink-2",
            )}
          >
            <Initials name={one.name} square={chosen.kind !== "developer"} />
            <Foreign className="min-w-0 truncate">{one.name}</Foreign>
            <Foreign className="min-w-0 shrink-[3] truncate text-small text-ink-3">{one.detail}</Foreign>
          </div>
        ))}
        {found.length === 0 && (
          <p role="presentation" className="px-2 py-1.5 text-ink-3">
            {typed === "" ? text.noMore : text.none(typed)}
          </p>
        )}
      </div>
    </div>
  );
}
