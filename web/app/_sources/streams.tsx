"use client";
/** Every stream of everything that is followed: up to when it is here, and what failed. */
import type { ConnectionHealth, StreamHealth } from "@/api/connections";
import { count } from "@/metrics/format";
import { en } from "@/text/en";
import { Badge, Card, Foreign, Instant, Sentence } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { ConditionBadge } from "./condition";

interface Row {
  of: string;
  isFirst: boolean;
  stream: StreamHealth;
}

const COLUMNS: Column<Row>[] = [
  {
    key: "of",
    title: en.integration.columns.of,
    className: "align-top",
    cell: (row) => <Foreign className={row.isFirst ? "font-medium" : "sr-only"}>{row.of}</Foreign>,
  },
  {
    key: "stream",
    title: en.integration.columns.stream,
    cell: (row) => (
      <span className="block max-w-[420px]">
        <span className="flex items-center gap-2">
          {row.stream.title}
          {row.stream.is_optional && <Badge>{en.integration.optional}</Badge>}
        </span>
        {row.stream.error && (
          <span className="block text-small text-ink-2">
            <Sentence>{row.stream.error}</Sentence>
          </span>
        )}
      </span>
    ),
  },
  {
    key: "condition",
    title: en.integration.columns.condition,
    cell: (row) => <ConditionBadge condition={row.stream.condition} />,
  },
  {
    key: "until",
    title: en.integration.columns.until,
    number: true,
    cell: (row) => <Instant at={row.stream.read_until} />,
  },
  {
    key: "rows",
    title: en.integration.columns.rows,
    number: true,
    from: "sm",
    cell: (row) => count(row.stream.rows),
  },
  {
    key: "gaps",
    title: en.integration.columns.gaps,
    number: true,
    from: "sm",
    cell: (row) => (row.stream.open_gaps > 0 ? count(row.stream.open_gaps) : ""),
  },
];

export function Streams({ health }: { health: ConnectionHealth }) {
  const rows = health.scopes.flatMap((scope) =>
    scope.streams.map((stream, index) => ({ of: scope.name || health.name, isFirst: index === 0, stream })),
  );
  return (
    <Card flush title={en.integration.streams} says={en.integration.streamsSay} className="overflow-hidden">
      <Table
        label={en.integration.streams}
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => `${row.of} ${row.stream.stream}`}
        dense
      />
    </Card>
  );
}
