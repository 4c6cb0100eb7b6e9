"use client";
/** The five readings side by side, and under them by which rules and edition they are. */
import type { Dora } from "@/api/delivery";
import { go } from "@/app/_frame/address";
import { delivery } from "@/text/en-delivery";
import { Card, dateTime, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";
import { DoraTile } from "./reading";

const FIVE = 5;

export function Headline({ query }: { query: { data: Dora | undefined; error: unknown; refetch: () => unknown } }) {
  const { data: dora, error } = query;
  if (error) {
    return (
      <Card className="min-h-[218px] p-0!">
        <Wrong error={error} retry={() => void query.refetch()} />
      </Card>
    );
  }
  const tiles = dora?.metrics ?? Array.from({ length: FIVE }, () => null);
  return (
    <section aria-label={delivery.headline} className="overflow-hidden rounded-card border border-line bg-line">
      <div className="grid grid-cols-2 gap-px sm:grid-cols-3 lg:grid-cols-5">
        {tiles.map((reading, index) => (
          <div key={reading?.key ?? index} className="min-w-0 bg-card max-sm:[&:nth-child(5)]:col-span-2">
            {reading === null ? (
              <div className="h-[180px] px-4 py-3">
                <Skeleton className="h-5 w-24" />
              </div>
            ) : (
              <DoraTile reading={reading} />
            )}
          </div>
        ))}
        {tiles.length % 3 !== 0 && (
          <div
            aria-hidden="true"
            className={`hidden bg-card sm:block lg:hidden ${tiles.length % 3 === 1 ? "col-span-2" : ""}`}
          />
        )}
      </div>
      <div className="mt-px flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1 bg-card px-4 py-1 text-small text-ink-3">
        {dora === undefined ? <Skeleton className="h-3 w-64" /> : <Small dora={dora} />}
      </div>
    </section>
  );
}

function Small({ dora }: { dora: Dora }) {
  const { rules } = dora;
  return (
    <>
      <p className="figures min-w-0">
        {[
          rules.latest > rules.version
            ? `${delivery.used(rules.version)}, ${delivery.behind(rules.latest)}`
            : delivery.used(rules.version),
          delivery.days(dora.days_with_deployment, dora.days),
          ...(dora.services_without_deployments > 0 ? [delivery.silent(dora.services_without_deployments)] : []),
          delivery.asOf(dateTime(dora.as_of)),
        ].join(" · ")}
      </p>
      <div className="flex items-center gap-2">
        {dora.metrics.every((metric) => metric.tier === null) &&
          dora.metrics.some((metric) => metric.value !== null) && <span>{delivery.noTiers(dora.edition)}</span>}
        <Select
          label={delivery.edition}
          value={dora.edition}
          options={dora.editions.map((edition) => ({ value: edition, label: delivery.editionOf(edition) }))}
          onChange={(edition) => go({ edition })}
          className="h-6! text-small!"
        />
      </div>
    </>
  );
}
