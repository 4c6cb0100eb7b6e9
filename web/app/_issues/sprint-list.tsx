"use client";
/** All sprints in numbers, the latest first; each leads to itself. */
import type { SprintRow, SprintState, useSprints } from "@/api/issues";
import { go } from "@/app/_frame/address";
import { count } from "@/metrics/format";
import { sprints as en, issues as words } from "@/text/en-issues";
import { Badge, Card, cx, Foreign } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";
import { daysOf, isLate, type Size, sizeOf } from "./sprint";

export const SPRINT_STATES: readonly SprintState[] = ["active", "closed", "future"];

export function SprintList({
  query,
  state,
  chosen,
}: {
  query: ReturnType<typeof useSprints>;
  state: SprintState | null;
  chosen: string | null;
}) {
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={en.list}
      says={en.listSays}
      className="overflow-hidden"
      actions={
        <Select
          label={en.stateLabel}
          value={state ?? "any"}
          options={[
            { value: "any", label: en.anyState },
            ...SPRINT_STATES.map((value) => ({ value, label: en.states[value] ?? value })),
          ]}
          onChange={(value) => go({ state: value === "any" ? null : value })}
        />
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Table
          label={en.list}
          columns={columnsOf(chosen)}
          rows={rows}
          rowKey={(row) => row.id}
          loading={query.isPending ? 8 : 0}
        />
      )}
      <ShowMore query={query} />
    </Card>
  );
}

function columnsOf(chosen: string | null): Column<SprintRow>[] {
  const size = (
    key: string,
    title: string,
    of: (row: NonNullable<SprintRow["numbers"]>) => Size,
    from?: "sm" | "lg",
  ) => ({
    key,
    title,
    number: true,
    ...(from ? { from } : {}),
    cell: (row: SprintRow) =>
      row.numbers === null ? (
        <span className="text-ink-3" title={row.withheld ?? undefined}>
          {row.withheld === null ? "–" : words.hidden}
        </span>
      ) : (
        count(sizeOf(row.numbers, of(row.numbers)))
      ),
  });
  return [
    {
      key: "sprint",
      title: en.columns.sprint,
      className: "w-full sm:min-w-[200px]",
      cell: (row) => (
        <button
          type="button"
          aria-pressed={row.id === chosen}
          onClick={() => {
            go({ id: row.id });
            window.scrollTo({ top: 0 });
          }}
          className={cx(
            "block w-full py-0.5 text-left hover:text-accent-ink",
            row.id === chosen && "font-semibold text-accent-ink",
          )}
        >
          <span className="flex flex-wrap items-center gap-x-2">
            <Foreign>{row.name}</Foreign>
            {row.state !== "closed" && (
              <Badge tone={row.state === "active" ? "accent" : "quiet"}>{en.states[row.state]}</Badge>
            )}
            {isLate(row, Date.now()) && <Badge tone="worse">{en.late}</Badge>}
          </span>
          <Foreign className="block text-small font-normal text-ink-3">{row.board}</Foreign>
        </button>
      ),
    },
    {
      key: "days",
      title: en.columns.days,
      from: "sm",
      cell: (row) => <span className="whitespace-nowrap text-ink-2">{daysOf(row)}</span>,
    },
    size("committed", en.columns.committed, ({ committed }) => committed, "lg"),
    size("done", en.columns.done, ({ done }) => done),
    size("left", en.columns.left, ({ left }) => left),
    size("added", en.columns.added, ({ added }) => added, "lg"),
    size("removed", en.columns.removed, ({ removed }) => removed, "lg"),
  ];
}
