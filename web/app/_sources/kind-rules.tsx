"use client";
/** Names that are programs in this workspace. */
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useDeciding, useIdentityRules } from "@/api/identities";
import type { Shapes } from "@/api/types";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, IconButton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

type Kind = Shapes["KindPattern"]["kind"];
const KINDS: readonly Kind[] = ["bot", "agent", "human"];

export function KindRules() {
  const { workspace } = usePlace();
  const tell = useTell();
  const query = useIdentityRules(workspace.id);
  const { rules } = useDeciding(workspace.id);
  const [pattern, setPattern] = useState("");
  const [kind, setKind] = useState<Kind>("bot");
  const known = query.data?.patterns ?? [];
  const save = (patterns: Shapes["KindPattern"][], then?: () => void) =>
    query.data &&
    rules.mutate(
      { ...query.data, patterns },
      {
        onSuccess: () => {
          tell(en.settings.saved);
          then?.();
        },
        onError: (error) => tell(inWords(error)),
      },
    );
  const add = (event: FormEvent) => {
    event.preventDefault();
    save([...known, { pattern: pattern.trim(), kind }], () => setPattern(""));
  };
  return (
    <Card title={sources.identities.rules} says={sources.identities.rulesSay}>
      {query.error && <Wrong error={query.error} className="p-0!" />}
      <ul className="mb-3 flex flex-wrap gap-2">
        {known.map((one) => (
          <li key={one.pattern} className="flex items-center gap-1.5 rounded-control border border-line pl-2">
            <code className="font-mono">{one.pattern}</code>
            <Badge>{sources.identities.kinds[one.kind]}</Badge>
            <IconButton
              label={`${sources.identities.ruleRemove}: ${one.pattern}`}
              onClick={() => save(known.filter((each) => each !== one))}
            >
              <X size={13} />
            </IconButton>
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="flex flex-wrap gap-2">
        <input
          aria-label={sources.identities.rules}
          placeholder={sources.identities.rulePlaceholder}
          value={pattern}
          onChange={(event) => setPattern(event.target.value)}
          className="field w-[240px]! font-mono"
        />
        <Select
          label={sources.identities.columns.what}
          value={kind}
          options={KINDS.map((one) => ({ value: one, label: sources.identities.kinds[one] ?? one }))}
          onChange={(value) => setKind(value as Kind)}
        />
        <Button type="submit" disabled={pattern.trim().length < 2 || rules.isPending}>
          {sources.identities.ruleAdd}
        </Button>
      </form>
    </Card>
  );
}
