"use client";
/** Who is who: what waits for a decision, what was decided, what one is asked oneself, and which names are programs. */
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { Consents } from "@/app/_sources/consents";
import { Decisions } from "@/app/_sources/decisions";
import { KindRules } from "@/app/_sources/kind-rules";
import { Suggestions } from "@/app/_sources/suggestions";
import { sources } from "@/text/en-sources";

const HERE = "/api/v1/workspaces/{workspace_id}/identities";

export default function Identities() {
  const may = useMay();
  const decides = may(`POST ${HERE}/merges`) && may(`POST ${HERE}/decisions/{decision_id}/undo`);
  return (
    <>
      <PageHead title={sources.identities.title} />
      <PageBody>
        <p className="max-w-[80ch] text-ink-2">{sources.identities.says}</p>
        <Consents />
        {may(`GET ${HERE}/suggestions`) && <Suggestions decides={decides} />}
        {may(`GET ${HERE}/decisions`) && <Decisions decides={decides} />}
        {may(`PUT ${HERE}/rules`) && <KindRules />}
      </PageBody>
    </>
  );
}
