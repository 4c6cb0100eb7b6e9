"use client";
/** The five metrics of delivery: how much, where the time goes, how it went, and of which service. */
import { Headline } from "@/app/_delivery/headline";
import { LeadOverTime, LeadSpread, Merged, Stages } from "@/app/_delivery/lead";
import { NothingCounted } from "@/app/_delivery/nothing";
import { Services } from "@/app/_delivery/services";
import { useSubject } from "@/app/_delivery/subject";
import { OtherTrends } from "@/app/_delivery/trends";
import { useDoraHere } from "@/app/_delivery/use-dora";

export default function DeliveryOverview() {
  const query = useDoraHere();
  const subject = useSubject();
  const nothing = query.data !== undefined && query.data.services === query.data.services_without_deployments;
  return (
    <>
      {nothing && <NothingCounted />}
      <Headline query={query} />
      {nothing || <Drawings query={query} />}
      {subject === "workspace" && <Services />}
    </>
  );
}

function Drawings({ query }: { query: ReturnType<typeof useDoraHere> }) {
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-3">
        <Stages query={query} className="lg:col-span-2" />
        <Merged query={query} />
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <LeadOverTime query={query} className="lg:col-span-2" />
        <LeadSpread query={query} />
      </div>
      <OtherTrends query={query} />
    </>
  );
}
