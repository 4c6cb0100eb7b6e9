"use client";
/** The drawer of the delivery pages: a metric, a deployment, several of them, an incident. One may lead to another. */
import type { ReactNode } from "react";
import { closeDrawer, useAddress } from "@/app/_frame/address";
import { delivery } from "@/text/en-delivery";
import { Drawer } from "@/ui/overlay";
import { AgreementContent } from "./agreement-drawer";
import { DeploymentContent, SeveralContent } from "./deployment-drawer";
import { IncidentContent } from "./incident-drawer";
import { MetricContent } from "./metric-drawer";

const CONTENTS: Record<string, (props: { id: string }) => ReactNode> = {
  metric: MetricContent,
  deployment: DeploymentContent,
  deployments: SeveralContent,
  incident: IncidentContent,
  agreement: AgreementContent,
};

export default function DeliveryDrawer() {
  const { open } = useAddress();
  const Content = CONTENTS[open?.kind ?? ""];
  if (open === null || Content === undefined) return null;
  return (
    <Drawer open onClose={closeDrawer} label={delivery.title}>
      {/* Another thing begins at its top, with nothing of the one before. */}
      <Content key={`${open.kind}:${open.id}`} id={open.id} />
    </Drawer>
  );
}
