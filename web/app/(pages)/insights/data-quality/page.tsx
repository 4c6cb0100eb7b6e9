"use client";
/** The data itself: what is known, what is missing, which numbers that touches, how fresh it all is, and where it is mended. */
import { useRepositories } from "@/api/hooks";
import { type DataCheck, useChecks } from "@/api/quality";
import { go, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace, useSpan } from "@/app/_frame/place";
import { Checks } from "@/app/_quality/checks";
import { Freshness } from "@/app/_quality/freshness";
import { KNOWN_SHARES, knownShares } from "@/app/_quality/known";
import { writeRange } from "@/metrics/periods";
import { Figures } from "@/metrics/reading";
import { quality as text } from "@/text/en-quality";
import { cx, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";

const WHOLE = "workspace";

export default function DataQuality() {
  const { workspace, team } = usePlace();
  const { repository } = useAddress();
  const span = useSpan();
  const subject = repository !== null ? `repository:${repository}` : team !== null ? `team:${team}` : WHOLE;
  const query = useChecks(workspace.id, { ...span, subject });
  return (
    <>
      <PageHead
        title={text.title}
        says={writeRange(span.from, span.to)}
        periods
        teams={repository === null}
        filter={<OfRepository />}
      />
      <PageBody>
        <Known checks={query.data} />
        <div className="grid items-start gap-4 lg:grid-cols-3">
          <div className="min-w-0 lg:col-span-2">
            <Checks query={query} />
          </div>
          <Freshness />
        </div>
      </PageBody>
    </>
  );
}

function OfRepository() {
  const { workspace } = usePlace();
  const { repository } = useAddress();
  const repositories = useRepositories(workspace.id).data ?? [];
  return (
    <Select
      label={text.subject}
      value={repository ?? WHOLE}
      options={[
        { value: WHOLE, label: text.whole },
        ...repositories.map(({ id, name }) => ({ value: id, label: name, group: text.repositories })),
      ]}
      onChange={(value) => go({ repository: value === WHOLE ? null : value })}
    />
  );
}

function Known({ checks }: { checks: readonly DataCheck[] | undefined }) {
  const shares = knownShares(checks ?? []);
  return (
    <section
      aria-label={text.headline}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      {checks === undefined
        ? KNOWN_SHARES.map((key) => (
            <div key={key} className="h-[92px] bg-card px-4 py-3">
              <Skeleton className="h-5 w-28" />
            </div>
          ))
        : shares.map(({ key, known, of, share }) => (
            <div key={key} className="min-h-[92px] min-w-0 bg-card px-4 pt-3 pb-3">
              <p className="text-ink-2">{text.known[key]}</p>
              <p className={cx("mt-0.5 text-reading font-semibold", share === null && "text-ink-3")}>
                <Figures value={share} unit="share" big />
              </p>
              <p className="figures text-small text-ink-3">{of === 0 ? text.nothingThere : text.of(known, of)}</p>
            </div>
          ))}
    </section>
  );
}
