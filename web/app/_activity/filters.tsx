"use client";
/** What narrows the feed down; the address holds all of it. */
import { ChevronDown, X } from "lucide-react";
import { useState } from "react";
import { useDeveloper, useRepositories } from "@/api/hooks";
import { go, useAddress } from "@/app/_frame/address";
import { ChoosePerson } from "@/app/_frame/choose-person";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { activity as text } from "@/text/en-activity";
import { Foreign, IconButton } from "@/ui/basic";
import { Popover } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { GROUPS, type Group } from "./kinds";

const ALL = "all";

export function Filters({ group, bots }: { group: Group; bots: boolean }) {
  const { workspace } = usePlace();
  const { repository, developer } = useAddress();
  const repositories = useRepositories(workspace.id).data ?? [];
  const options = repositories.map(({ id, name, owner }) => ({ value: id, label: owner ? `${owner}/${name}` : name }));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label={text.kind}
        value={group}
        options={(Object.keys(GROUPS) as Group[]).map((one) => ({ value: one, label: text.kinds[one] }))}
        onChange={(kinds) => go({ kinds: kinds === ALL ? null : kinds })}
        className="max-w-[220px]"
      />
      <Select
        label={text.repository}
        value={repository ?? ALL}
        options={[{ value: ALL, label: text.allRepositories }, ...options]}
        onChange={(id) => go({ repository: id === ALL ? null : id })}
        className="max-w-[220px]"
      />
      <Person chosen={developer} />
      <label className="flex items-center gap-2 px-1 text-small text-ink-2">
        <input
          type="checkbox"
          checked={bots}
          onChange={(event) => go({ bots: event.target.checked ? "1" : null })}
          className="accent-accent"
        />
        {text.bots}
      </label>
    </div>
  );
}

function Person({ chosen }: { chosen: string | null }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex items-center">
      <Popover
        label={text.person}
        align="start"
        open={open}
        onOpenChange={setOpen}
        className="w-[300px] space-y-2 p-3!"
        trigger={
          <button type="button" className="control max-w-[220px]" aria-label={text.person}>
            {chosen === null ? text.everybody : <Name id={chosen} />}
            <ChevronDown aria-hidden="true" size={13} className="shrink-0" />
          </button>
        }
      >
        <ChoosePerson
          chosen={chosen}
          onChoose={(developer) => {
            setOpen(false);
            go({ developer });
          }}
        />
      </Popover>
      {chosen !== null && (
        <IconButton label={text.everybody} onClick={() => go({ developer: null })}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  );
}

function Name({ id }: { id: string }) {
  const { workspace } = usePlace();
  const person = useDeveloper(workspace.id, id).data;
  return <Foreign className="truncate">{person ? (person.name ?? en.people.unnamed) : "…"}</Foreign>;
}
