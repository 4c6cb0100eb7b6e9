"use client";
/** How open issues stand: four figures, their ages, why some are stuck, and whose they are. Each narrows the list. */
import type { Standing } from "@/api/issues";
import { go } from "@/app/_frame/address";
import { count } from "@/metrics/format";
import { Bars } from "@/metrics/ranking";
import { issues as en } from "@/text/en-issues";
import { Card, cx, Foreign, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { NOBODY, NOTHING } from "./narrowed";

export interface StandingQuery {
  data: Standing | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** Narrows the list to exactly this, from the top of it. */
function only(changes: Parameters<typeof go>[0]): void {
  go({ ...NOTHING, ...changes });
}

const TILES = [
  {
    key: "in_progress",
    title: en.inProgress,
    of: (found: Standing) => found.in_progress,
    to: { state: "in_progress" },
  },
  { key: "todo", title: en.todo, of: (found: Standing) => found.todo, to: { state: "todo" } },
  { key: "nobody", title: en.nobodys, of: (found: Standing) => found.unassigned, to: { assignee: NOBODY } },
  { key: "stuck", title: en.stuck, of: (found: Standing) => found.stuck, to: { stuck: "any" } },
] as const;

export function StandingTiles({ query, chosen }: { query: StandingQuery; chosen: string | null }) {
  return (
    <section
      aria-label={en.stands}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      {TILES.map(({ key, title, of, to }) => (
        <button
          key={key}
          type="button"
          aria-pressed={chosen === key}
          onClick={() => (chosen === key ? go(NOTHING) : only(to))}
          className={cx(
            "flex min-h-[104px] min-w-0 flex-col px-4 py-3 text-left focus-visible:outline-offset-[-2px]",
            chosen === key ? "bg-accent-wash" : "bg-card hover:bg-hover",
          )}
        >
          <span className="block text-ink-2">{title}</span>
          {query.data === undefined ? (
            <Skeleton className="mt-2 h-6 w-12" />
          ) : (
            <span className="figures mt-0.5 block text-reading font-semibold">{count(of(query.data))}</span>
          )}
          <span className="block text-small text-ink-3">{en.tileSays[key]}</span>
        </button>
      ))}
    </section>
  );
}

export function Ages({ query }: { query: StandingQuery }) {
  const bands = query.data?.ages;
  return (
    <Card title={en.ages} says={en.agesSay}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : bands === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <Bars
          label={en.ages}
          bars={bands.map((band) => ({
            key: String(band.from_days),
            name: (
              <button
                type="button"
                className="hover:text-accent-ink hover:underline"
                onClick={() => only({ age: `${band.from_days}-${band.to_days ?? ""}` })}
              >
                {en.age(band.from_days, band.to_days)}
              </button>
            ),
            value: band.todo + band.in_progress,
            text: count(band.todo + band.in_progress),
            detail: en.ageInProgress(band.in_progress),
          }))}
        />
      )}
    </Card>
  );
}

export function Reasons({ query }: { query: StandingQuery }) {
  const found = query.data;
  return (
    <Card title={en.why} says={en.whySays}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <>
          <ul className="border-t border-line">
            {found.reasons.map(({ by, says, issues }) => (
              <li key={by} className="border-b border-line">
                <button
                  type="button"
                  onClick={() => only({ stuck: by })}
                  className="-mx-2 flex w-[calc(100%+16px)] items-baseline gap-3 rounded px-2 py-2 text-left hover:bg-hover"
                >
                  <span className="min-w-0 grow">
                    <span className="block font-medium">{en.reasons[by]}</span>
                    <span className="block text-small text-ink-3">{says}</span>
                  </span>
                  <span
                    className={cx(
                      "figures shrink-0 whitespace-nowrap",
                      issues > 0 ? "font-semibold text-worse" : "text-ink-3",
                    )}
                  >
                    {count(issues)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {found.changes_unread > 0 && <p className="mt-2 text-small text-ink-3">{en.unread(found.changes_unread)}</p>}
        </>
      )}
    </Card>
  );
}

export function Whose({ query }: { query: StandingQuery }) {
  const found = query.data;
  return (
    <Card title={en.whose} says={en.whoseSays}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <>
          {found.people.length === 0 && found.people_withheld === 0 && <Empty>{en.whoseNone}</Empty>}
          <ul className="-mx-2 max-h-[264px] overflow-y-auto border-t border-line">
            {found.people.map((one) => (
              <li key={one.developer.id} className="border-b border-line">
                <button
                  type="button"
                  onClick={() => only({ assignee: one.developer.id })}
                  className="flex w-full items-baseline gap-3 rounded px-2 py-1.5 text-left hover:bg-hover max-sm:py-2.5"
                >
                  <Foreign className="min-w-0 grow truncate">{one.developer.name}</Foreign>
                  {one.stuck > 0 && <span className="text-small text-worse">{en.whoseStuck(one.stuck)}</span>}
                  <span className="figures w-16 shrink-0 text-right">
                    {en.whoseOf(one.in_progress, one.in_progress + one.todo)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {found.people_withheld > 0 && (
            <p className="mt-2 text-small text-ink-3">
              {en.whoseHidden(found.people_withheld, found.people_reason ?? "")}
            </p>
          )}
        </>
      )}
    </Card>
  );
}
