"use client";
/** The shortest way to ask who could take a task: it leads to the page that answers. */
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { skills } from "@/text/en-skills";
import { Button, Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";
import { MATCHING } from "./pages";

export function WhoCouldTakeThis() {
  const may = useMay()("POST /api/v1/matching");
  const router = useRouter();
  const href = useHref();
  const [text, setText] = useState("");
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) router.push(href(MATCHING, { text: text.trim() }));
  };
  return (
    <Card title={skills.who} says={skills.whoSays}>
      {may ? (
        <form onSubmit={ask} className="flex flex-wrap items-end gap-3">
          <label className="block min-w-56 grow">
            <span className="text-small text-ink-3">{skills.text}</span>
            <input
              className="field"
              maxLength={10_000}
              placeholder={skills.textExample}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <Button type="submit" look="primary" disabled={!text.trim()}>
            {skills.ask}
          </Button>
          <ButtonLink href={MATCHING}>{skills.askMore}</ButtonLink>
        </form>
      ) : (
        <Empty>{skills.mayNot}</Empty>
      )}
    </Card>
  );
}
