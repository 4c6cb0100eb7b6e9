"use client";
/** What I wish to learn: a line of words with commas, kept as a list. */
import { type FormEvent, useEffect, useState } from "react";
import { useMine } from "@/api/hooks";
import { useGrowth, useSetGrowth } from "@/api/skills";
import { usePlace } from "@/app/_frame/place";
import { skills } from "@/text/en-skills";
import { Button, Card } from "@/ui/basic";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function listed(text: string): string[] {
  return [...new Set(text.split(",").map((one) => one.trim()))].filter(Boolean);
}

export function GrowthWish() {
  const { workspace } = usePlace();
  const mine = useMine(workspace.id).data;
  const query = useGrowth(workspace.id, Boolean(mine));
  const change = useSetGrowth(workspace.id);
  const tell = useTell();
  const [text, setText] = useState("");
  const said = query.data?.skills.join(", ");
  useEffect(() => {
    if (said !== undefined) setText(said);
  }, [said]);
  // Whoever has not said which developer they are has nothing to wish for here.
  if (query.error || !query.data) return null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(listed(text), {
      onSuccess: () => tell(skills.growthSaved),
      onError: (error) => tell(inWords(error)),
    });
  };
  return (
    <Card title={skills.growth} says={skills.growthSays}>
      <form onSubmit={save} className="flex flex-wrap items-end gap-3">
        <label className="block min-w-0 grow">
          <span className="text-small text-ink-3">{skills.growthLabel}</span>
          <input className="field" maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <Button type="submit" disabled={change.isPending || listed(text).join(", ") === said}>
          {skills.growthSave}
        </Button>
      </form>
    </Card>
  );
}
