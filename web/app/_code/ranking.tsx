"use client";
/** The hottest files in a table, and the commits behind the one that is chosen. */
import { useState } from "react";
import { type Hotspot, type OfRepository, useFileCommits } from "@/api/code";
import { usePlace } from "@/app/_frame/place";
import { count, say } from "@/metrics/format";
import { code } from "@/text/en-code";
import { Badge, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { Drawer } from "@/ui/overlay";
import { Empty, Wrong } from "@/ui/states";
import { type Column, type Order, ordered, ShowAll, Table } from "@/ui/table";
import { FilePath, Share } from "./parts";

const FIRST = 15;

export function Ranking({
  of,
  files,
  loading,
  caution,
}: {
  of: OfRepository;
  files: readonly Hotspot[];
  loading: boolean;
  caution: string;
}) {
  const [order, setOrder] = useState<Order>({ key: "score", descending: true });
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = ordered(files, order, sortedBy);
  return (
    <Card title={code.ranking} says={code.rankingSays} flush>
      <Table
        label={code.ranking}
        columns={columnsWith(setChosen)}
        rows={all ? rows : rows.slice(0, FIRST)}
        rowKey={(row) => row.path}
        order={order}
        onOrder={setOrder}
        loading={loading ? FIRST : 0}
      />
      {!all && rows.length > FIRST && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
      {caution !== "" && (
        <p className="border-t border-line px-4 py-3 text-small text-ink-3">
          <Sentence>{caution}</Sentence>
        </p>
      )}
      {chosen !== null && <Commits of={of} path={chosen} onClose={() => setChosen(null)} />}
    </Card>
  );
}

function sortedBy(file: Hotspot, key: string): string | number | null {
  switch (key) {
    case "path":
      return file.path;
    case "fixes":
      return file.fix_share;
    case "complexity":
      return file.complexity.total;
    case "trend":
      return file.complexity.trend;
    case "changes":
      return file.changes;
    case "authors":
      return file.authors;
    case "last":
      return file.last_changed_at;
    default:
      return file.score;
  }
}

function columnsWith(onChoose: (path: string) => void): Column<Hotspot>[] {
  const { columns } = code;
  return [
    {
      key: "path",
      title: columns.file,
      sortable: true,
      className: "w-full max-w-0 min-w-[112px]",
      cell: (file) => (
        <button
          type="button"
          className="block max-w-full text-left hover:text-accent-ink"
          onClick={() => onChoose(file.path)}
        >
          <FilePath path={file.path} />
        </button>
      ),
    },
    {
      key: "score",
      title: columns.score,
      number: true,
      sortable: true,
      cell: (file) => <Share value={file.score} text={file.score.toFixed(2)} />,
    },
    {
      key: "changes",
      title: columns.changes,
      number: true,
      sortable: true,
      from: "sm",
      cell: (file) => count(file.changes),
    },
    {
      key: "authors",
      title: columns.authors,
      number: true,
      sortable: true,
      from: "lg",
      cell: (file) => count(file.authors),
    },
    {
      key: "fixes",
      title: columns.fixes,
      number: true,
      sortable: true,
      from: "sm",
      cell: (file) => (
        <>
          {count(file.fixes)} <span className="text-ink-3">{say(file.fix_share, "share")}</span>
        </>
      ),
    },
    {
      key: "complexity",
      title: columns.complexity,
      number: true,
      sortable: true,
      cell: (file) => (
        <span title={file.complexity.method === "indentation" ? code.byIndentation : undefined}>
          {count(file.complexity.total)}
          {file.complexity.method === "indentation" && <span className="text-ink-3"> *</span>}
        </span>
      ),
    },
    {
      key: "trend",
      title: columns.trend,
      number: true,
      sortable: true,
      from: "sm",
      cell: (file) => <Trend value={file.complexity.trend} />,
    },
    {
      key: "largest",
      title: columns.largest,
      from: "lg",
      className: "max-w-[180px]",
      cell: (file) =>
        file.complexity.largest_name === null ? (
          <span className="text-ink-3">
            {file.complexity.method === "indentation" ? `* ${code.byIndentation}` : "–"}
          </span>
        ) : (
          <span className="block truncate">
            <span className="figures text-ink-3">{count(file.complexity.largest ?? 0)}</span>{" "}
            <Foreign className="font-mono text-small">{file.complexity.largest_name}</Foreign>
          </span>
        ),
    },
    {
      key: "last",
      title: columns.last,
      number: true,
      sortable: true,
      from: "lg",
      cell: (file) => <Instant at={file.last_changed_at} />,
    },
  ];
}

/** Growth is told, and not judged by a colour: a file may grow for good reasons. */
function Trend({ value }: { value: number | null }) {
  if (value === null) return <span className="text-ink-3">–</span>;
  const text = say(Math.abs(value), "share");
  return <span>{Math.round(value * 1000) === 0 ? "±0" : value > 0 ? `+${text}` : `−${text}`}</span>;
}

function Commits({ of, path, onClose }: { of: OfRepository; path: string; onClose: () => void }) {
  const { workspace } = usePlace();
  const query = useFileCommits(workspace.id, of, path);
  const found = query.data;
  const others = found?.names.filter((name) => name !== path) ?? [];
  return (
    <Drawer open onClose={onClose} label={`${code.commitsOf}: ${path}`}>
      <div className="p-5">
        <h2 className="text-title font-semibold break-all">
          <Foreign>{path}</Foreign>
        </h2>
        <p className="mb-3 text-small text-ink-3">
          {code.commitsOf}
          {others.length > 0 && (
            <>
              {" · "}
              <Foreign>{code.alsoCalled(others.join(", "))}</Foreign>
            </>
          )}
        </p>
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : found === undefined || found.path !== path ? (
          <Skeleton className="h-64" />
        ) : found.commits.length === 0 ? (
          <Empty>{code.commitsNone}</Empty>
        ) : (
          <ul className="border-t border-line">
            {found.commits.map((commit) => (
              <li key={commit.sha} className="border-b border-line py-2">
                <p className="break-words">
                  <Foreign>{commit.subject}</Foreign>
                </p>
                <p className="figures flex flex-wrap items-center gap-x-2 text-small text-ink-3">
                  <span className="font-mono">{commit.sha.slice(0, 10)}</span>
                  <Instant at={commit.at} />
                  <span>
                    +{count(commit.additions ?? 0)} −{count(commit.deletions ?? 0)}
                  </span>
                  {commit.known_by !== null && <Badge>{code.knownBy[commit.known_by] ?? commit.known_by}</Badge>}
                </p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Drawer>
  );
}
