"use client";
/** Open pull requests nothing has happened to for some days. */
import { useState } from "react";
import type { Stale } from "@/api/delivery";
import { useStale } from "@/api/delivery-flow";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { ShowAll } from "@/ui/table";
import { Clocks } from "./clocks";
import { Out } from "./pulls";

const DAYS = [3, 7, 14, 30];
/** After so many days without anything a pull request has gone quiet, until somebody chooses otherwise. */
export const QUIET_DAYS = 7;
const FIRST = 8;

export function StaleCard({ at, team }: { at: string | null; team: string | null }) {
  const { workspace } = usePlace();
  const [days, setDays] = useState(QUIET_DAYS);
  const [all, setAll] = useState(false);
  const query = useStale(workspace.id, { team, at, days });
  const found = query.data;
  const rows = found?.rows ?? [];
  return (
    <Card
      title={delivery.stale}
      says={found && found.n !== null && found.of !== null ? delivery.staleSays(found.n, found.of) : "\u00a0"}
      actions={
        <Select
          label={delivery.staleDays}
          value={String(days)}
          options={DAYS.map((one) => ({ value: String(one), label: delivery.staleDay(one) }))}
          onChange={(value) => setDays(Number(value))}
        />
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-64" />
      ) : rows.length === 0 ? (
        <Empty>{found.rows_withheld > 0 ? delivery.outOfReach(found.rows_withheld) : delivery.staleNone}</Empty>
      ) : (
        <>
          <ul aria-label={delivery.stale} className="border-t border-line">
            {rows.slice(0, all ? undefined : FIRST).map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
          <p className="mt-2 text-small text-ink-3">
            {found.rows_withheld > 0 && `${delivery.outOfReach(found.rows_withheld)} `}
            <Sentence>{found.caution ?? ""}</Sentence>
          </p>
        </>
      )}
    </Card>
  );
}

function Row({ row }: { row: Stale["rows"][number] }) {
  return (
    <li className="border-b border-line py-2">
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate">
          <Out url={row.url}>{row.title}</Out>
        </span>
        <span className="shrink-0">
          <Clocks hours={row.quiet_hours} working={row.quiet_working_hours} />
        </span>
      </div>
      <p className="truncate text-small text-ink-3">
        <Foreign>{delivery.pull.title(row.repository, row.number)}</Foreign>
        {row.author !== null && (
          <>
            {" · "}
            <Foreign>{row.author}</Foreign>
          </>
        )}{" "}
        · {delivery.stageOf[row.stage]}
      </p>
    </li>
  );
}
