"use client";
/** What narrows the list: words of the title, whether open, stage and status of the chosen kind; all in the address. */
import { X } from "lucide-react";
import { type Narrowed, useRecordWords, type WordCount } from "@/api/records";
import { go } from "@/app/_frame/address";
import { count } from "@/metrics/format";
import { records as en } from "@/text/en-records";
import { Button } from "@/ui/basic";
import { FindLater } from "@/ui/find";
import { type Option, Select } from "@/ui/select";

const ANY = " any";

export function Filters({ narrowed, workspace_id }: { narrowed: Narrowed; workspace_id: string }) {
  const words = useRecordWords(workspace_id, narrowed.kind).data;
  const isNarrowed = Object.entries(narrowed).some(([key, value]) => key !== "kind" && value !== null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FindLater
        label={en.find}
        value={narrowed.q}
        onFind={(q) => go({ q, id: null }, "replace")}
        className="sm:max-w-[260px]"
      />
      <Select
        label={en.state}
        value={narrowed.state ?? "any"}
        options={Object.entries(en.states).map(([value, label]) => ({ value, label }))}
        onChange={(state) => go({ state: state === "any" ? null : state })}
      />
      {words && (
        <>
          <Words
            label={en.stage}
            any={en.anyStage}
            words={words.stages}
            chosen={narrowed.stage}
            choose={(stage) => go({ stage })}
          />
          <Words
            label={en.status}
            any={en.anyStatus}
            words={words.statuses}
            chosen={narrowed.status}
            choose={(status) => go({ status })}
          />
        </>
      )}
      {narrowed.owner !== null && <Only what={en.ofOwner} drop={() => go({ owner: null })} />}
      {narrowed.id !== null && <Only what={en.oneRecord} drop={() => go({ id: null })} />}
      {isNarrowed && (
        <Button
          look="quiet"
          onClick={() => go({ status: null, stage: null, state: null, owner: null, id: null, q: null })}
        >
          {en.clear}
        </Button>
      )}
    </div>
  );
}

function Words({
  label,
  any,
  words,
  chosen,
  choose,
}: {
  label: string;
  any: string;
  words: readonly WordCount[];
  chosen: string | null;
  choose: (word: string | null) => void;
}) {
  const named = words.flatMap(({ word, records }) => (word === null ? [] : [{ word, records }]));
  if (named.length === 0) return null;
  const options: Option[] = [
    { value: ANY, label: any },
    ...named.map(({ word, records }) => ({ value: word, label: `${word} · ${count(records)}` })),
    ...(chosen !== null && !named.some(({ word }) => word === chosen) ? [{ value: chosen, label: chosen }] : []),
  ];
  return (
    <Select
      label={label}
      value={chosen ?? ANY}
      options={options}
      onChange={(word) => choose(word === ANY ? null : word)}
    />
  );
}

function Only({ what, drop }: { what: string; drop: () => void }) {
  return (
    <Button onClick={drop}>
      {en.only(what)} <X aria-hidden="true" size={13} />
    </Button>
  );
}
