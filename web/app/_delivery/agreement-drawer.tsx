"use client";
/** One agreement: how far it is kept, week by week, by both clocks, and what was held against it. */
import { useMemo, useState } from "react";
import type { Keeping, Verdict } from "@/api/delivery";
import { useAgreeing, useKeeping } from "@/api/delivery-flow";
import { closeDrawer } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, NOTHING, say } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import { Figures } from "@/metrics/reading";
import { type Step, Trend, type Trended, trendTable } from "@/metrics/trend";
import { delivery } from "@/text/en-delivery";
import { Badge, Button, Foreign, Sentence, Skeleton, shortTime } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { keptText } from "./agreements";
import { Clocks } from "./clocks";
import { DrawerBody, DrawerHead, FactGrid } from "./drawer-parts";
import { Out } from "./pulls";

const METRIC: Trended = { name: delivery.keepingWeeks, unit: "share", empty: "null", mark: "line" };
const VERDICTS = ["broken", "kept", "undecided"] as const satisfies readonly Verdict[];

export function AgreementContent({ id }: { id: string }) {
  const { workspace } = usePlace();
  const span = useSpan();
  const [verdict, setVerdict] = useState<Verdict>("broken");
  const query = useKeeping(workspace.id, id, { ...span, verdict });
  const found = query.data;
  return (
    <>
      <DrawerHead
        title={found ? <Foreign>{found.agreement.name}</Foreign> : delivery.agreements}
        badge={found && <Badge tone="accent">{delivery.version(found.agreement.version)}</Badge>}
        says={
          found ? (
            <>
              <Foreign>{delivery.agreementOf(found.agreement.team)}</Foreign> · {writeRange(span.from, span.to)}
            </>
          ) : (
            "\u00a0"
          )
        }
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : found === undefined ? (
        <DrawerBody>
          <Skeleton className="h-[74px]" />
          <Skeleton className="h-44" />
        </DrawerBody>
      ) : (
        <DrawerBody>
          <div className="space-y-2">
            <p className="text-ink-2">
              <Sentence>{found.agreement.says}</Sentence>
            </p>
            {found.caution !== null && (
              <p className="border-l-2 border-worse pl-3 text-ink-2">
                <Sentence>{found.caution}</Sentence>
              </p>
            )}
          </div>
          {found.withheld !== null ? (
            <p className="rounded-card border border-line bg-sunken p-4 text-ink-2">{found.withheld}</p>
          ) : (
            <>
              <Numbers found={found} />
              <Weeks found={found} query={query} />
              <Rows found={found} verdict={verdict} onVerdict={setVerdict} />
            </>
          )}
          <p className="border-t border-line pt-3 text-small text-ink-3">
            {delivery.working(
              found.working.starts_at.slice(0, 5),
              found.working.ends_at.slice(0, 5),
              say(found.working.hours_a_day, "hours"),
            )}
          </p>
          {found.agreement.may_change && <End found={found} />}
        </DrawerBody>
      )}
    </>
  );
}

function Numbers({ found }: { found: Keeping }) {
  return (
    <>
      <FactGrid
        facts={[
          { title: delivery.kept, body: <Figures value={found.rate} unit="share" big />, below: "" },
          { title: delivery.verdicts.broken, body: <Figures value={found.broken} unit="count" big />, below: "" },
          { title: delivery.verdicts.undecided, body: <Figures value={found.undecided} unit="count" big />, below: "" },
          { title: delivery.sample, body: <Figures value={found.n} unit="count" big />, below: "" },
        ]}
      />
      <p className="figures -mt-3 text-small text-ink-3">{keptText(found)}</p>
    </>
  );
}

function Weeks({
  found,
  query,
}: {
  found: Keeping;
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
}) {
  const steps = useMemo<Step[]>(
    () =>
      found.weeks.map(({ from, to, open, rate, n }) => ({ start: from, end: to, open, value: rate, mean: null, n })),
    [found],
  );
  return (
    <Figure
      plain
      title={delivery.keepingWeeks}
      says={found.weeks_withheld ?? undefined}
      height={150}
      query={query}
      empty={found.weeks_withheld}
      table={trendTable(METRIC, steps)}
    >
      <Trend metric={METRIC} steps={steps} bucket="weekly" height={150} />
    </Figure>
  );
}

function Rows({
  found,
  verdict,
  onVerdict,
}: {
  found: Keeping;
  verdict: Verdict;
  onVerdict: (verdict: Verdict) => void;
}) {
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{delivery.keepingRows}</h3>
        <Choice
          label={delivery.verdictsOf}
          value={verdict}
          options={VERDICTS.map((value) => ({ value, label: delivery.verdicts[value] }))}
          onChange={onVerdict}
        />
      </div>
      {found.rows.length === 0 ? (
        <p className="text-small text-ink-3">
          {found.rows_withheld > 0 ? delivery.outOfReach(found.rows_withheld) : delivery.keepingNone}
        </p>
      ) : (
        <ul className="border-t border-line">
          {found.rows.map((row, index) => (
            <Row key={row.id ?? index} row={row} kind={found.agreement.kind} />
          ))}
        </ul>
      )}
      {found.rows.length > 0 && found.rows_withheld > 0 && (
        <p className="mt-2 text-small text-ink-3">{delivery.outOfReach(found.rows_withheld)}</p>
      )}
    </section>
  );
}

function Row({ row, kind }: { row: Keeping["rows"][number]; kind: string }) {
  const whose = row.author ?? delivery.unknown;
  return (
    <li className="border-b border-line py-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate">
          {row.title === null ? (
            <Foreign>{delivery.weekOf(whose, shortTime(row.at).replace(/, .*/, ""))}</Foreign>
          ) : (
            <Out url={row.url}>{row.title}</Out>
          )}
        </span>
        <span className="figures shrink-0">
          {row.hours !== null ? (
            <Clocks hours={row.hours} working={row.working_hours} />
          ) : row.value === null ? (
            NOTHING
          ) : kind === "size" ? (
            say(row.value, "lines")
          ) : (
            delivery.mostOpen(count(row.value))
          )}
        </span>
      </div>
      {row.number !== null && row.repository !== null && (
        <p className="truncate text-small text-ink-3">
          <Foreign>{delivery.pull.title(row.repository, row.number)}</Foreign> · <Foreign>{whose}</Foreign> ·{" "}
          {shortTime(row.at)}
        </p>
      )}
    </li>
  );
}

function End({ found }: { found: Keeping }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const [asking, setAsking] = useState(false);
  const { end } = useAgreeing(workspace.id);
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>
        {delivery.agreeEnd}
      </Button>
      {asking && (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={<Foreign>{found.agreement.name}</Foreign>}
          says={delivery.agreeEndSays}
        >
          <Button
            look="danger"
            disabled={end.isPending}
            onClick={() =>
              end.mutate(found.agreement.id, {
                onSuccess: () => {
                  tell(delivery.agreeEnded);
                  closeDrawer();
                },
                onError: (error) => tell(inWords(error)),
              })
            }
          >
            {delivery.agreeEnd}
          </Button>
        </Dialog>
      )}
    </>
  );
}
