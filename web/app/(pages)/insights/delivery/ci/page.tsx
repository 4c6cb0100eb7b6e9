"use client";
/** CI: how often runs pass, how long they take and wait, what is flaky, and what it all costs. */
import { useMemo, useState } from "react";
import { useCi } from "@/api/delivery-flow";
import { CiFlaky } from "@/app/_delivery/ci-flaky";
import type { CiKey } from "@/app/_delivery/ci-numbers";
import { Price } from "@/app/_delivery/ci-price";
import { CiTiles } from "@/app/_delivery/ci-tiles";
import { CiTrend } from "@/app/_delivery/ci-trend";
import { Wasted } from "@/app/_delivery/ci-wasted";
import { Workflows } from "@/app/_delivery/ci-workflows";
import { useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";

export default function Ci() {
  const { workspace, period } = usePlace();
  const { service, team } = useAddress();
  const span = useSpan();
  const ask = useMemo(
    () => ({ ...span, service, subject: service === null && team !== null ? `team:${team}` : "workspace" }),
    [span, service, team],
  );
  const query = useCi(workspace.id, { ...ask, bucket: period.bucket });
  const [chosen, setChosen] = useState<CiKey>("duration");
  const report = query.data;
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  if (report?.total.runs === 0) {
    return (
      <Card>
        <Empty title={delivery.ciNone} action={<ButtonLink href="/integrations">{delivery.empty.connect}</ButtonLink>}>
          {delivery.ciNoneSays}
        </Empty>
      </Card>
    );
  }
  return (
    <>
      <CiTiles report={report} chosen={chosen} onChoose={setChosen} />
      <div className="grid gap-4 lg:grid-cols-3">
        <CiTrend query={query} chosen={chosen} className="lg:col-span-2" />
        <Wasted query={query} />
      </div>
      <Workflows report={report} />
      <CiFlaky ask={ask} />
      <Price report={report} />
    </>
  );
}
