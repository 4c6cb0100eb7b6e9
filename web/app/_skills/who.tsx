"use client";
/** Who could take this? A task in words, as an issue or by its files; candidates with each reason. */
import { type FormEvent, useState } from "react";
import { type Question, useMatch } from "@/api/skills";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { skills } from "@/text/en-skills";
import { Button, Card } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { Matched } from "./matched";

const MOST = 6;

export function WhoCouldTakeThis() {
  const { workspace, team } = usePlace();
  const may = useMay()("POST /api/v1/matching");
  const asking = useMatch(workspace.id);
  return (
    <Card title={skills.who} says={skills.whoSays}>
      {may ? (
        <>
          <Ask
            busy={asking.isPending}
            onAsk={(question) => asking.mutate({ ...question, ...(team ? { team_id: team } : {}) })}
          />
          {asking.error && <Wrong error={asking.error} className="mt-3 p-0!" />}
          <div aria-live="polite">{asking.data && <Matched match={asking.data} />}</div>
        </>
      ) : (
        <Empty>{skills.mayNot}</Empty>
      )}
    </Card>
  );
}

function Ask({ busy, onAsk }: { busy: boolean; onAsk: (question: Question) => void }) {
  const [text, setText] = useState("");
  const [issue, setIssue] = useState("");
  const [paths, setPaths] = useState("");
  const [fair, setFair] = useState(false);
  const [available, setAvailable] = useState(false);
  const listed = paths
    .split("\n")
    .map((path) => path.trim())
    .filter(Boolean);
  const isEmpty = !(text.trim() || issue.trim() || listed.length);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty) return;
    onAsk({
      text: text.trim() || null,
      issue_key: issue.trim() || null,
      paths: listed,
      fair,
      limit: MOST,
      only_available: available,
    });
  };
  return (
    <form onSubmit={ask} className="grid gap-3 lg:grid-cols-4">
      <label className="block lg:col-span-2">
        <span className="text-small text-ink-3">{skills.text}</span>
        <textarea
          className="field h-auto! min-h-[68px] resize-y py-1.5!"
          rows={3}
          maxLength={10_000}
          placeholder={skills.textExample}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label className="block">
        <span className="text-small text-ink-3">{skills.paths}</span>
        <textarea
          className="field h-auto! min-h-[68px] resize-y py-1.5! font-mono text-small"
          rows={3}
          placeholder={skills.pathsExample}
          value={paths}
          onChange={(event) => setPaths(event.target.value)}
        />
      </label>
      <div className="flex flex-col justify-between gap-3">
        <label className="block">
          <span className="text-small text-ink-3">{skills.issue}</span>
          <input
            className="field"
            placeholder={skills.issueExample}
            maxLength={200}
            value={issue}
            onChange={(event) => setIssue(event.target.value)}
          />
        </label>
        <Button type="submit" look="primary" className="justify-center" disabled={isEmpty || busy}>
          {skills.ask}
        </Button>
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-2 text-small text-ink-2 lg:col-span-4">
        <Tick label={skills.fair} checked={fair} onChange={setFair} />
        <Tick label={skills.available} checked={available} onChange={setAvailable} />
      </div>
    </form>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="inline-flex items-center gap-2">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
