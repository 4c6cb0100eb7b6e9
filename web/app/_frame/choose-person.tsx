"use client";
/** Somebody of the workspace, found by typing a part of their name. */
import { useDeferredValue, useId, useState } from "react";
import { useDevelopers } from "@/api/hooks";
import { en } from "@/text/en";
import { cx, Foreign } from "@/ui/basic";
import { usePlace } from "./place";

const SHOWN = 8;

export function ChoosePerson({
  chosen,
  onChoose,
  kind,
  except,
}: {
  chosen: string | null;
  onChoose: (id: string) => void;
  kind?: "human";
  except?: string;
}) {
  const { workspace } = usePlace();
  const field = useId();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useDevelopers(workspace.id, { ...(kind ? { kind } : {}), ...(q ? { q } : {}) }).data?.pages[0]?.items;
  const people = (found ?? []).filter((one) => one.id !== except).slice(0, SHOWN);
  return (
    <>
      <div>
        <label htmlFor={`${field}-who`} className="mb-1 block font-medium">
          {en.team.choose}
        </label>
        <input
          id={`${field}-who`}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="field"
          autoComplete="off"
        />
      </div>
      <fieldset className="max-h-[220px] min-w-0 overflow-y-auto rounded-control border border-line">
        <legend className="sr-only">{en.team.choose}</legend>
        {people.map((one) => (
          <label
            key={one.id}
            className={cx(
              "flex cursor-pointer items-center gap-2 px-3 py-1.5 hover:bg-hover",
              chosen === one.id && "bg-accent-wash",
            )}
          >
            <input
              type="radio"
              name={`${field}-person`}
              checked={chosen === one.id}
              onChange={() => onChoose(one.id)}
              className="accent-accent"
            />
            <Foreign className="min-w-0 truncate">{one.name ?? en.people.unnamed}</Foreign>
            <Foreign className="min-w-0 truncate text-small text-ink-3">{one.email ?? ""}</Foreign>
          </label>
        ))}
        {found && people.length === 0 && <p className="px-3 py-2 text-ink-3">{en.people.noneFound(q)}</p>}
      </fieldset>
    </>
  );
}
