"use client";
/** What somebody has in hand now: their open pull requests, reviews asked of them, issues in progress. */
import Link from "next/link";
import type { ReactNode } from "react";
import { useTheirOpen, useWaitingFor } from "@/api/delivery-flow";
import { type Narrowed, useIssues, useStanding } from "@/api/issues";
import { sayLong } from "@/app/_delivery/long";
import { Out } from "@/app/_delivery/pulls";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { ISSUES } from "@/app/_issues/pages";
import { delivery } from "@/text/en-delivery";
import { now as text } from "@/text/en-now";
import { Badge, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { noneOf, REVIEWS } from "./now-words";

const FIRST = 5;

export default function Now({ id, isMe }: { id: string; isMe: boolean }) {
  return (
    <Card title={text.title} says={text.says}>
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-3">
        <Pulls id={id} isMe={isMe} />
        <Reviews id={id} isMe={isMe} />
        <Going id={id} isMe={isMe} />
      </div>
    </Card>
  );
}

function Pulls({ id, isMe }: { id: string; isMe: boolean }) {
  const query = useTheirOpen(usePlace().workspace.id, id);
  const found = query.data;
  const withheld = (found?.rows_withheld ?? 0) > 0;
  return (
    <Part
      title={text.pulls}
      query={query}
      total={found?.total_rows}
      none={noneOf({ known: found?.n !== null, isMe, withheld }, text.noPulls, text.unknownPulls)}
    >
      {found?.rows.slice(0, FIRST).map((row) => (
        <Item key={row.id} title={<Out url={row.url}>{row.title}</Out>}>
          <Foreign>{delivery.pull.title(row.repository, row.number)}</Foreign>
          {` · ${delivery.stageOf[row.stage]} · ${text.openFor(sayLong(row.open_hours))}`}
        </Item>
      ))}
    </Part>
  );
}

function Reviews({ id, isMe }: { id: string; isMe: boolean }) {
  const query = useWaitingFor(usePlace().workspace.id, id);
  const found = query.data;
  const rows = (found?.rows ?? []).filter(({ kind }) => REVIEWS.includes(kind));
  const withheld = (found?.rows_withheld ?? 0) > 0;
  return (
    <Part
      title={text.reviews}
      query={query}
      total={found && rows.length}
      none={noneOf({ known: found?.n !== null, isMe, withheld }, text.noReviews, text.unknownPulls)}
    >
      {rows.slice(0, FIRST).map((row) => (
        <Item key={`${row.id} ${row.kind}`} title={<Out url={row.url}>{row.title}</Out>}>
          <Foreign>{delivery.pull.title(row.repository, row.number)}</Foreign>
          {row.from_name !== null && (
            <>
              {" · "}
              <Foreign>{row.from_name}</Foreign>
            </>
          )}
          {` · ${text.waitsFor(sayLong(row.hours))}`}
        </Item>
      ))}
    </Part>
  );
}

const GOING: Omit<Narrowed, "assignee"> = {
  state: "in_progress",
  order: "oldest",
  stuck: null,
  q: null,
  kind: null,
  ageFrom: null,
  ageTo: null,
};

function Going({ id, isMe }: { id: string; isMe: boolean }) {
  const { workspace } = usePlace();
  const href = useHref();
  const standing = useStanding(workspace.id, null);
  const known = standing.data;
  // Whoever is out of reach is not among those told of: theirs are not asked for, which would be refused.
  const has = known?.people.some(({ developer }) => developer.id === id) ?? false;
  const list = useIssues(workspace.id, null, { ...GOING, assignee: id }, has);
  const page = list.data?.pages[0];
  const query = standing.error ? standing : list;
  const withheld = known !== undefined && (known.withheld !== null || known.people_withheld > 0);
  const none = noneOf(
    { known: known?.has_any ?? true, isMe, withheld: withheld && !has },
    text.noIssues,
    text.unknownIssues,
  );
  return (
    <Part
      title={text.issues}
      query={query}
      total={known && !has ? 0 : page?.total}
      none={none}
      all={href(ISSUES, { state: "in_progress", assignee: id })}
    >
      {page?.items.slice(0, FIRST).map((row) => (
        <Item
          key={row.id}
          title={
            <Link
              href={href(ISSUES, { open: `issue:${row.id}` })}
              prefetch={false}
              className="text-accent-ink hover:underline"
            >
              <Foreign>{row.title}</Foreign>
            </Link>
          }
        >
          <Foreign>{row.issue_key}</Foreign>
          {" · "}
          <Foreign>{row.status}</Foreign>
          {row.since !== null && (
            <>
              {" · "}
              <Instant at={row.since} />
            </>
          )}
          {row.stuck_by.length > 0 && (
            <>
              {" "}
              <Badge>{text.stuck}</Badge>
            </>
          )}
        </Item>
      ))}
    </Part>
  );
}

interface Asked {
  data: unknown;
  error: unknown;
  refetch: () => unknown;
}

function Part({
  title,
  query,
  total,
  none,
  all,
  children,
}: {
  title: string;
  query: Asked;
  total: number | undefined;
  none: string;
  /** Where all of them are listed. */
  all?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-1 flex items-baseline justify-between gap-3 text-ink-2">
        {title}
        {total !== undefined && <span className="figures text-ink">{total}</span>}
      </h3>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : total === undefined ? (
        <Skeleton className="h-40" />
      ) : total === 0 ? (
        <p className="text-small text-ink-3">
          <Sentence>{none}</Sentence>
        </p>
      ) : (
        <ul aria-label={title} className="border-t border-line">
          {children}
        </ul>
      )}
      {total !== undefined && total > FIRST && (
        <p className="mt-1 text-small text-ink-3">
          {all === undefined ? (
            text.more(total - FIRST)
          ) : (
            <Link href={all} prefetch={false} className="text-accent-ink hover:underline">
              {text.all(total)}
            </Link>
          )}
        </p>
      )}
    </section>
  );
}

function Item({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <li className="border-b border-line py-1.5 last:border-b-0">
      <span className="block truncate">{title}</span>
      <span className="block truncate text-small text-ink-3">{children}</span>
    </li>
  );
}
