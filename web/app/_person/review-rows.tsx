"use client";
/** Somebody's reviews one by one, each with why it is said to be as it is. */
import { type AnalysedReview, useReviewsOf } from "@/api/wellbeing";
import { usePlace } from "@/app/_frame/place";
import { reviewing as text } from "@/text/en-wellbeing";
import { Badge, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

const MOST = 30;

const COLUMNS: readonly Column<AnalysedReview>[] = [
  { key: "when", title: text.when, cell: (row) => <Instant at={row.at} />, from: "sm" },
  {
    key: "pull",
    title: text.pull,
    cell: ({ pull_request: pull }) => (
      <span className="block max-w-[20ch] truncate sm:max-w-[34ch]">
        <span className="text-ink-3">
          <Foreign>{pull.repository}</Foreign>#{pull.number}
        </span>{" "}
        {pull.url ? (
          <a
            href={pull.url}
            target="_blank"
            rel="noreferrer noopener"
            className="hover:text-accent-ink hover:underline"
          >
            <Foreign>{pull.title}</Foreign>
          </a>
        ) : (
          <Foreign>{pull.title}</Foreign>
        )}
      </span>
    ),
  },
  {
    key: "thoroughness",
    title: text.thoroughness,
    cell: (row) => (row.thoroughness ? <Badge>{text.names[row.thoroughness]}</Badge> : "–"),
  },
  { key: "why", title: text.why, cell: (row) => <span className="text-ink-2">{row.why}</span>, from: "sm" },
];

export function ReviewRows({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useReviewsOf(workspace.id, { developer_id: id, days: 90, limit: MOST });
  const rows = query.data?.reviews;
  return (
    <section aria-label={text.latest} className="mt-5">
      <h3 className="mb-1 font-medium">
        {text.latest} <span className="text-small font-normal text-ink-3">{text.latestSays}</span>
      </h3>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : !rows ? (
        <Skeleton className="h-40" />
      ) : rows.length === 0 ? (
        <p className="text-ink-3">{text.noneLately}</p>
      ) : (
        <Table
          label={text.latest}
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => `${row.pull_request.id} ${row.at} ${row.state}`}
          dense
        />
      )}
    </section>
  );
}
