"use client";
/** What is stuck, on top of the page about open work. */
import Link from "next/link";
import type { OpenFlow } from "@/api/delivery";
import { useStale } from "@/api/delivery-flow";
import { useStanding } from "@/api/issues";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { ISSUES } from "@/app/_issues/pages";
import { delivery } from "@/text/en-delivery";
import { Card, Skeleton } from "@/ui/basic";
import { QUIET_DAYS } from "./stale";
import { longestSays, quietSays, stuckIssues } from "./stuck-words";

export function StuckSays({ at, team, flow }: { at: string | null; team: string | null; flow: OpenFlow | undefined }) {
  const { workspace } = usePlace();
  const href = useHref();
  const quiet = useStale(workspace.id, { team, at, days: QUIET_DAYS });
  const standing = useStanding(workspace.id, team);
  // What is said below says what went wrong with it.
  const isPending = flow === undefined || quiet.isPending || standing.isPending;
  // How issues stood then is not known.
  const issues = at === null ? stuckIssues(standing.data) : null;
  return (
    <Card>
      {/* As high before it is known as after: three sentences. */}
      <div className="min-h-10 font-medium max-sm:min-h-25">
        {isPending ? (
          <Skeleton className="h-5 w-2/3" />
        ) : (
          <p>
            {[quietSays(quiet.data), longestSays(flow)].filter((one) => one !== null).join(" ")}{" "}
            {issues !== null &&
              (issues === 0 ? (
                delivery.stuckNoIssue
              ) : (
                <>
                  <Link href={href(ISSUES, { stuck: "any" })} prefetch={false} className="text-accent-ink underline">
                    {delivery.stuckIssues(issues)}
                  </Link>{" "}
                  {delivery.stuckWhy}
                </>
              ))}
          </p>
        )}
      </div>
    </Card>
  );
}
