"use client";
/** Files that change together: an arc for each pair, and the pairs in a table. */
import { useMemo, useState } from "react";
import { type CoupledPair, type Coupling, type OfRepository, useCoupling } from "@/api/code";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count, say } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { useWidth } from "@/metrics/plot";
import { code } from "@/text/en-code";
import { Badge, Button, Card, Foreign, Sentence, tame } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { FilePath } from "./parts";
import { nameOf } from "./scatter";

const MOST_PAIRS = 24;
const ROW = 22;
const FIRST = 12;

export function CouplingPart({ of }: { of: OfRepository }) {
  const { workspace } = usePlace();
  const [across, setAcross] = useState(false);
  const query = useCoupling(workspace.id, of, across);
  const found = query.data;
  const height = 320;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Figure
        title={code.coupling}
        says={found ? code.couplingSays(found.n, found.left_out) : "\u00a0"}
        height={height}
        query={query}
        empty={found?.reason ?? null}
        table={found ? pairTable(found.pairs) : null}
        actions={
          <Button aria-pressed={across} look={across ? "primary" : "plain"} onClick={() => setAcross(!across)}>
            {code.onlyAcross}
          </Button>
        }
      >
        {found && found.pairs.length > 0 && <Arcs pairs={found.pairs.slice(0, MOST_PAIRS)} />}
      </Figure>
      <Pairs found={found} loading={query.isPending} />
    </div>
  );
}

export function pairTable(pairs: readonly CoupledPair[]): TableView {
  const { columns } = code;
  return {
    head: [columns.file, columns.file, columns.support, columns.degree, columns.atLeast],
    rows: pairs.map((pair) => [
      tame(pair.first.path),
      tame(pair.second.path),
      count(pair.support),
      say(pair.degree, "share"),
      say(pair.at_least, "share"),
    ]),
  };
}

/** The files of the pairs, those of one folder beside each other. */
export function filesOf(pairs: readonly CoupledPair[]): string[] {
  const all = new Set(pairs.flatMap(({ first, second }) => [first.path, second.path]));
  return [...all].sort((a, b) => a.localeCompare(b, "en"));
}

function Arcs({ pairs }: { pairs: readonly CoupledPair[] }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<string | null>(null);
  const files = useMemo(() => filesOf(pairs), [pairs]);
  const place = new Map(files.map((path, index) => [path, index * ROW + ROW / 2]));
  const height = files.length * ROW + 4;
  const left = Math.min(width * 0.52, 260);
  const reach = Math.max(40, width - left - 16);
  const most = Math.max(...pairs.map((pair) => pair.support));
  const first = pairs[0];
  const summary = first
    ? code.couplingSummary(pairs.length, `${nameOf(first.first.path)}, ${nameOf(first.second.path)}`)
    : "";
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summary} onMouseLeave={() => setAt(null)}>
          {pairs.map((pair) => {
            const [from, to] = [place.get(pair.first.path) ?? 0, place.get(pair.second.path) ?? 0].sort(
              (a, b) => a - b,
            );
            const on = at === pair.first.path || at === pair.second.path;
            const bend = Math.min(reach, 14 + (((to ?? 0) - (from ?? 0)) / height) * reach * 1.4);
            return (
              <path
                key={`${pair.first.path} ${pair.second.path}`}
                d={`M${left + 8},${from} C${left + 8 + bend},${from} ${left + 8 + bend},${to} ${left + 8},${to}`}
                fill="none"
                strokeWidth={1 + 4 * (pair.support / most)}
                style={{
                  stroke: pair.with_test ? "var(--series-3)" : "var(--series-1)",
                  opacity: at === null ? 0.25 + 0.6 * pair.degree : on ? 0.95 : 0.1,
                }}
              />
            );
          })}
          {files.map((path) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what the table says
            <g key={path} onMouseEnter={() => setAt(path)} className="cursor-default">
              <title>{tame(path)}</title>
              <circle cx={left + 4} cy={place.get(path)} r={3} style={{ fill: "var(--ink-3)" }} />
              <text
                x={left - 4}
                y={place.get(path)}
                dominantBaseline="central"
                textAnchor="end"
                fontSize={11.5}
                fontWeight={at === path ? 600 : 400}
                className={at === path ? "fill-ink" : "fill-ink-2"}
              >
                {shortened(tame(path), Math.floor((left - 8) / 6.4))}
              </text>
            </g>
          ))}
        </svg>
      )}
      <p className="mt-2 flex gap-4 text-small text-ink-3">
        <span>{summary}</span>
      </p>
    </div>
  );
}

/** A long path without its beginning. */
export function shortened(path: string, most: number): string {
  return path.length > most ? `…${path.slice(path.length - most + 1)}` : path;
}

const PAIR_COLUMNS: Column<CoupledPair>[] = [
  {
    key: "files",
    title: code.columns.file,
    className: "w-full max-w-0 min-w-[160px]",
    cell: (pair) => (
      <span className="block py-1">
        <FilePath path={pair.first.path} />
        <FilePath path={pair.second.path} className="mt-1" />
        {pair.with_test && (
          <span className="mt-1 block">
            <Badge>{code.withTest}</Badge>
          </span>
        )}
      </span>
    ),
  },
  { key: "support", title: code.columns.support, number: true, cell: (pair) => count(pair.support) },
  {
    key: "confidence",
    title: code.columns.confidence,
    number: true,
    from: "sm",
    cell: (pair) => (
      <>
        <span className="block">{say(pair.first.confidence, "share")}</span>
        <span className="block">{say(pair.second.confidence, "share")}</span>
      </>
    ),
  },
  { key: "degree", title: code.columns.degree, number: true, cell: (pair) => say(pair.degree, "share") },
];

function Pairs({ found, loading }: { found: Coupling | undefined; loading: boolean }) {
  return (
    <Card title={code.columns.support} says={found ? <Sentence>{found.caution}</Sentence> : "\u00a0"} flush>
      <Table
        label={code.coupling}
        columns={PAIR_COLUMNS}
        rows={found?.pairs.slice(0, FIRST) ?? []}
        rowKey={(pair) => `${pair.first.path} ${pair.second.path}`}
        loading={loading ? 6 : 0}
      />
      {found && found.across.length > 0 && (
        <div className="border-t border-line p-4">
          <h3 className="font-semibold">{code.across}</h3>
          <p className="mb-2 text-small text-ink-3">{code.acrossSays(found.issues)}</p>
          <ul>
            {found.across.map((pair) => (
              <li
                key={`${pair.folder} ${pair.other_repository.id} ${pair.other_folder}`}
                className="figures flex justify-between gap-3 border-t border-line py-1.5"
              >
                <span className="min-w-0 break-words">
                  <Foreign>{pair.folder}</Foreign> ·{" "}
                  <Foreign>{code.acrossIn(pair.other_folder, pair.other_repository.name)}</Foreign>
                </span>
                <span>{count(pair.support)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
