"use client";
/** Where the minutes go: what counted, what was run in vain, and what of that was flaky or cancelled. */
import { Figure } from "@/metrics/figure";
import { say } from "@/metrics/format";
import { type Bar, Bars } from "@/metrics/ranking";
import { delivery } from "@/text/en-delivery";
import { Foreign } from "@/ui/basic";
import { sayCost, sayMinutes } from "./ci-numbers";
import type { CiQuery } from "./ci-trend";

const SHOWN = 5;

export function Wasted({ query }: { query: CiQuery }) {
  const report = query.data;
  const total = report?.total;
  const minutes = total?.minutes ?? 0;
  const bars: Bar[] = (report?.repositories ?? []).slice(0, SHOWN).map((one) => ({
    key: one.repository.id,
    name: <Foreign>{one.repository.name}</Foreign>,
    value: one.minutes ?? 0,
    text: sayMinutes(one.minutes),
    detail: minutes > 0 && one.minutes !== null ? say(one.minutes / minutes, "share") : undefined,
  }));
  return (
    <Figure
      title={delivery.ciMinutesTitle}
      says={delivery.ciMinutesSay}
      height={248}
      query={query}
      empty={total && total.minutes === null ? delivery.ciMinutesNone : null}
      table={{
        head: [delivery.repository, delivery.ciNames.minutes, delivery.ciWasted],
        rows: (report?.repositories ?? []).map((one) => [
          one.repository.name,
          sayMinutes(one.minutes),
          sayMinutes(one.wasted_minutes),
        ]),
      }}
    >
      {total && report && (
        <>
          <Bars bars={bars} label={delivery.ciMinutesTitle} />
          <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-3">
            <Line name={delivery.ciWasted} value={total.wasted_minutes} of={total.minutes} strong />
            <Line name={delivery.ciWastedFlaky} value={total.wasted_flaky} of={total.minutes} />
            <Line name={delivery.ciWastedCancelled} value={total.wasted_cancelled} of={total.minutes} />
            {total.wasted_cost !== null && (
              <>
                <dt className="text-ink-2">{delivery.ciWastedCost}</dt>
                <dd className="figures text-right">{sayCost(total.wasted_cost, report.price)}</dd>
              </>
            )}
          </dl>
        </>
      )}
    </Figure>
  );
}

function Line({
  name,
  value,
  of,
  strong = false,
}: {
  name: string;
  value: number | null;
  of: number | null;
  strong?: boolean;
}) {
  return (
    <>
      <dt className={strong ? "font-medium" : "pl-3 text-ink-2"}>{name}</dt>
      <dd className="figures text-right">
        {sayMinutes(value)}
        <span className="ml-2 inline-block min-w-12 text-ink-3">
          {value !== null && of ? say(value / of, "share") : ""}
        </span>
      </dd>
    </>
  );
}
