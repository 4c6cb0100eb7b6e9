"use client";
/** Open pull requests by risk, always beside how much better that is than their size alone. */
import { useState } from "react";
import { type OpenRisks, type PullRisk, useRisks } from "@/api/code";
import { usePlace } from "@/app/_frame/place";
import { count, say } from "@/metrics/format";
import { code } from "@/text/en-code";
import { Badge, Card, cx, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { ShowAll } from "@/ui/table";
import { Share } from "./parts";

const FIRST = 6;

export function RiskPart({ repository }: { repository: string }) {
  const { workspace } = usePlace();
  const [all, setAll] = useState(false);
  const query = useRisks(workspace.id, repository);
  const found = query.data;
  const rows = found?.pull_requests ?? [];
  return (
    <Card
      title={code.risk}
      says={found ? code.riskSays(found.n) : "\u00a0"}
      actions={found && <Badge>{found.calibration.beats_baseline ? code.byParts : code.byLines}</Badge>}
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <>
          <Told calibration={found.calibration} />
          {rows.length === 0 ? (
            <Empty>{found.withheld_pull_requests > 0 ? (found.withheld ?? "") : code.riskNone}</Empty>
          ) : (
            <ul className="border-t border-line">
              {rows.slice(0, all ? undefined : FIRST).map((row) => (
                <Row key={`${row.repository.id} ${row.number}`} row={row} />
              ))}
            </ul>
          )}
          {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
          <p className="mt-2 text-small text-ink-3">
            {found.withheld_pull_requests > 0 && `${code.withheld(found.withheld_pull_requests)} `}
            <Sentence>{found.caution}</Sentence>
          </p>
        </>
      )}
    </Card>
  );
}

/** Both judgements on the same pull requests, from a coin to always right. */
function Told({ calibration }: { calibration: OpenRisks["calibration"] }) {
  const { auc, baseline_auc } = calibration;
  return (
    <div className="mb-3 rounded-control bg-sunken px-3 py-2.5 text-small">
      <p className="text-ink-2">
        <Sentence>{calibration.sentence}</Sentence>
      </p>
      {auc !== null && baseline_auc !== null && (
        <dl className="mt-2 grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1">
          <Scale name={code.aucParts} value={auc} strong={calibration.beats_baseline} />
          <Scale name={code.aucLines} value={baseline_auc} strong={!calibration.beats_baseline} />
        </dl>
      )}
      {auc !== null && <p className="mt-1 text-ink-3">{code.aucSays}</p>}
    </div>
  );
}

function Scale({ name, value, strong }: { name: string; value: number; strong: boolean }) {
  const share = Math.max(0, Math.min(1, (value - 0.5) * 2));
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-line">
        <span
          className={cx("block h-full rounded-full", strong ? "bg-series-1" : "bg-before")}
          style={{ width: `${Math.round(share * 100)}%` }}
        />
      </dd>
      <dd className="figures">{value.toFixed(2)}</dd>
    </>
  );
}

function Row({ row }: { row: PullRisk }) {
  const telling = [...row.parts]
    .filter((part) => part.adds !== null && part.adds > 0.05)
    .sort((a, b) => (b.adds ?? 0) - (a.adds ?? 0))
    .slice(0, 3);
  return (
    <li className="border-b border-line py-2">
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate">
          {row.url === null ? (
            <Foreign>{row.title}</Foreign>
          ) : (
            <a href={row.url} target="_blank" rel="noreferrer noopener" className="hover:text-accent-ink">
              <Foreign>{row.title}</Foreign>
            </a>
          )}
        </span>
        <span className="figures shrink-0">
          {row.place === null ? "–" : <Share value={row.place} text={say(row.place, "share")} />}
        </span>
      </div>
      <p className="truncate text-small text-ink-3">
        #{row.number}
        {row.lines_added !== null && ` · +${count(row.lines_added)}`}
        {!row.files_known && ` · ${code.filesUnknown}`}
        {telling.map((part) => ` · ${part.name.toLowerCase()}`)}
      </p>
    </li>
  );
}
