"use client";
import { compare as text } from "@/text/en-compare";
/** The way from one person, team or repository to the page on which it stands beside others. */
import { ButtonLink } from "@/ui/button-link";
import { type ComparedKind, writeChosen } from "./chosen";

export function CompareWay({ kind, id }: { kind: ComparedKind; id: string }) {
  return (
    <ButtonLink href="/insights/compare" changes={{ beside: writeChosen({ kind, ids: [id] }) }}>
      {text.with}
    </ButtonLink>
  );
}
