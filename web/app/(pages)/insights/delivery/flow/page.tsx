"use client";
/** Pull requests on their way: what is open in which stage, what went quiet, who waits for whom, what was agreed, rounds. */
import { lazy, useState } from "react";
import type { PullStage } from "@/api/delivery";
import { useOpenFlow } from "@/api/delivery-flow";
import { Ages, OpenHistory, OpenRows, StageTiles } from "@/app/_delivery/open-work";
import { StaleCard } from "@/app/_delivery/stale";
import { StuckSays } from "@/app/_delivery/stuck";
import { When } from "@/app/_delivery/when";
import { useAddress } from "@/app/_frame/address";
import { Below } from "@/app/_frame/below";
import { usePlace, useSpan } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { isDay } from "@/metrics/periods";
import { delivery } from "@/text/en-delivery";
import { Card, Sentence } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";

/* Far below: loaded when they are drawn. */
const Agreements = lazy(() => import("@/app/_delivery/agreements"));
const Rounds = lazy(() => import("@/app/_delivery/rounds"));
const WaitingFor = lazy(() => import("@/app/_delivery/waiting"));

export default function Flow() {
  const { workspace, team, period } = usePlace();
  const asked = useAddress().at;
  const at = isDay(asked) ? asked : null;
  const span = useSpan();
  const [stage, setStage] = useState<PullStage | null>(null);
  const step = period.bucket === "daily" ? "daily" : "weekly";
  const open = useOpenFlow(workspace.id, { team, ...span, at, stage, step });
  const found = open.data;
  if (open.error) {
    return (
      <Card>
        <Wrong error={open.error} retry={() => void open.refetch()} className="p-0!" />
      </Card>
    );
  }
  if (found?.n === null) {
    return (
      <Card>
        <Empty
          title={delivery.flowNone}
          action={<ButtonLink href="/integrations">{delivery.empty.connect}</ButtonLink>}
        >
          {delivery.flowNoneSays}
        </Empty>
      </Card>
    );
  }
  return (
    <>
      <When at={at} />
      <StuckSays at={at} team={team} flow={found} />
      <StageTiles query={open} chosen={stage} onChoose={setStage} />
      <div className="grid gap-4 lg:grid-cols-3">
        <OpenHistory query={open} step={step} className="lg:col-span-2" />
        <Ages query={open} />
      </div>
      <Below size="h-[567px] max-sm:h-[599px]">
        <StaleCard at={at} team={team} />
      </Below>
      <OpenRows query={open} />
      <Below size="h-[524px] max-lg:h-[817px] max-sm:h-[911px]">
        <WaitingFor at={at} />
      </Below>
      <Below size="h-[276px] max-lg:h-[366px] max-sm:h-[674px]">
        <Agreements />
      </Below>
      <Below size="h-[567px]">
        <Rounds />
      </Below>
      {found && (
        <p className="text-small text-ink-3">
          {delivery.working(
            found.working.starts_at.slice(0, 5),
            found.working.ends_at.slice(0, 5),
            say(found.working.hours_a_day, "hours"),
          )}{" "}
          <Sentence>{found.caution ?? ""}</Sentence>
        </p>
      )}
    </>
  );
}
