"use client";
/** Who works with whom, where nothing passes, and how much there is to what they change. */
import { useTeamCollaboration } from "@/api/network";
import { Below } from "@/app/_frame/below";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Changes } from "@/app/_network/changes";
import { People } from "@/app/_network/people";
import { Bridges, Circles, Tiles } from "@/app/_network/whole";
import { network } from "@/text/en-network";

export default function NetworkPage() {
  const { workspace, team } = usePlace();
  const whole = useTeamCollaboration(workspace.id, { ...useSpan(), team });
  return (
    <>
      <PageHead title={network.title} periods teams />
      <PageBody>
        <Tiles query={whole} />
        <People whole={whole} />
        <Below size="h-[450px] max-lg:h-[848px] max-sm:h-[1164px]">
          <div className="grid gap-4 lg:grid-cols-3">
            <Circles query={whole} className="lg:col-span-2" />
            <Bridges query={whole} />
          </div>
        </Below>
        {whole.data && <p className="text-small text-ink-3">{whole.data.caution}</p>}
        <Below size="h-[1026px] max-lg:h-[2181px] max-sm:h-[2353px]">
          <Changes />
        </Below>
      </PageBody>
    </>
  );
}
