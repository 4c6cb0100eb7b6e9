"use client";
/** Who is who: what waits for a decision, what was decided, what one is asked oneself, and which names are programs. */
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Consents } from "@/app/_sources/consents";
import { Decisions } from "@/app/_sources/decisions";
import { KindRules } from "@/app/_sources/kind-rules";
import { Suggestions } from "@/app/_sources/suggestions";
import { en } from "@/text/en";

const MAY_DECIDE = ["admin", "owner"];
const MAY_LOOK = ["manager", ...MAY_DECIDE];

export default function Identities() {
  const { workspace } = usePlace();
  const decides = MAY_DECIDE.includes(workspace.role);
  return (
    <>
      <PageHead title={en.identities.title} />
      <PageBody>
        <p className="max-w-[80ch] text-ink-2">{en.identities.says}</p>
        <Consents />
        {MAY_LOOK.includes(workspace.role) && <Suggestions decides={decides} />}
        {MAY_LOOK.includes(workspace.role) && <Decisions decides={decides} />}
        {decides && <KindRules />}
      </PageBody>
    </>
  );
}
