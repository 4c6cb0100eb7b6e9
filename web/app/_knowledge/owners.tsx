"use client";
/** Whose a folder is: shares, most first; and for each of them what would be lost. */
import { useState } from "react";
import type { Owner, Ownership } from "@/api/knowledge";
import { count, say } from "@/metrics/format";
import { knowledge } from "@/text/en-knowledge";
import { Card, cx, Foreign, Instant } from "@/ui/basic";
import { Empty } from "@/ui/states";
import { type Column, ShowAll, Table } from "@/ui/table";

const SHOWN = 8;

export function ShareBar({ share }: { share: number | null }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className="h-1.5 w-10 overflow-hidden rounded-full bg-step-0 max-sm:hidden">
        <span className="block h-full rounded-full bg-series-1" style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
      <span className="figures">{say(share, "share")}</span>
    </span>
  );
}

export function Owners({
  query,
  chosen,
  onChoose,
  className,
}: {
  query: { data: Ownership | undefined; isPending: boolean };
  chosen: string | null;
  onChoose: (id: string) => void;
  className?: string;
}) {
  const [all, setAll] = useState(false);
  const found = query.data;
  const rows = found?.owners ?? [];
  const columns: Column<Owner>[] = [
    {
      key: "name",
      title: knowledge.columns.person,
      className: "w-full min-w-[120px]",
      cell: ({ developer, state }) => (
        <button
          type="button"
          aria-pressed={chosen === developer.id}
          aria-label={knowledge.ifLeftOf(developer.name)}
          onClick={() => onChoose(developer.id)}
          className={cx(
            "max-w-full truncate text-left font-medium hover:text-accent-ink hover:underline",
            chosen === developer.id && "text-accent-ink",
          )}
        >
          <Foreign>{developer.name}</Foreign>
          {state !== "active" && (
            <span className="ml-2 font-normal text-small text-ink-3">{knowledge.state[state]}</span>
          )}
        </button>
      ),
    },
    { key: "share", title: knowledge.columns.share, number: true, cell: (one) => <ShareBar share={one.share} /> },
    {
      key: "authored",
      title: knowledge.columns.authored,
      number: true,
      cell: (one) => count(one.authored_files),
    },
    { key: "changes", title: knowledge.columns.changes, number: true, from: "sm", cell: (one) => count(one.changes) },
    { key: "reviews", title: knowledge.columns.reviews, number: true, from: "lg", cell: (one) => count(one.reviews) },
    {
      key: "last",
      title: knowledge.columns.last,
      number: true,
      from: "sm",
      className: "text-ink-2",
      cell: (one) => <Instant at={one.last_at} />,
    },
  ];
  return (
    <Card
      flush
      title={knowledge.owners}
      says={found ? knowledge.ownersSay(found.path || knowledge.whole.toLowerCase()) : "\u00a0"}
      className={cx("overflow-hidden", className)}
    >
      {found && rows.length === 0 && found.folder.withheld_people === 0 ? (
        <Empty>{knowledge.ownersNone}</Empty>
      ) : (
        <>
          <Table
            label={knowledge.owners}
            columns={columns}
            rows={all ? rows : rows.slice(0, SHOWN)}
            rowKey={(row) => row.developer.id}
            loading={query.isPending ? 5 : 0}
          />
          {!all && rows.length > SHOWN && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
          {found && found.folder.withheld_people > 0 && (
            <p className="px-4 pb-3 text-small text-ink-3">{knowledge.withheld(found.folder.withheld_people)}</p>
          )}
        </>
      )}
    </Card>
  );
}
