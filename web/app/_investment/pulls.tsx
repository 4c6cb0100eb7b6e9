"use client";
/** The pull requests behind it, each with why it is where it is; whoever may corrects them here. */
import { useState } from "react";
import {
  type Allocation,
  type Listed,
  type OfMonths,
  type SortedPull,
  useAllocated,
  useInvesting,
} from "@/api/investment";
import { usePlace } from "@/app/_frame/place";
import { investment as text } from "@/text/en-investment";
import { Badge, Button, Card, Foreign, Instant, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { nameOf } from "./spread";

type Which = "all" | "none" | "suggested" | "adjustments";
const NOTHING = "none";

/** What is asked for by what is chosen: one category, or one of the few things to look after. */
export function askedBy(which: Which | string, asked: OfMonths): Listed {
  const all = { ...asked, category: null, how: null, which: "all" } as const;
  if (which === "suggested") return { ...all, how: "suggestion" };
  if (which === "adjustments") return { ...all, which: "adjustments" };
  return which === "all" ? all : { ...all, category: which };
}

export function Pulls({ allocation, asked }: { allocation: Allocation; asked: OfMonths }) {
  const { workspace } = usePlace();
  const [which, setWhich] = useState<string>("all");
  const query = useAllocated(workspace.id, askedBy(which, asked));
  const rows = query.data?.pages.flatMap((page) => page.items);
  const options = [
    { value: "all", label: text.all },
    { value: NOTHING, label: text.onlyNone },
    { value: "suggested", label: text.onlySuggested },
    { value: "adjustments", label: text.onlyAdjustments },
    ...allocation.categories.map(({ key, name }) => ({ value: key, label: name, group: text.category })),
  ];
  return (
    <Card
      title={text.listTitle}
      says={text.listSays}
      actions={<Select label={text.show} value={which} options={options} onChange={setWhich} />}
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : !rows ? (
        <Skeleton className="h-60" />
      ) : rows.length === 0 ? (
        <p className="text-ink-3">{text.noneLeft}</p>
      ) : (
        <Rows rows={rows} allocation={allocation} />
      )}
      {query.hasNextPage && (
        <Button className="mt-3" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </Card>
  );
}

function Rows({ rows, allocation }: { rows: readonly SortedPull[]; allocation: Allocation }) {
  const columns: Column<SortedPull>[] = [
    { key: "when", title: text.when, cell: (row) => <Instant at={row.merged_at} />, from: "sm" },
    {
      key: "pull",
      title: text.pull,
      cell: (row) => (
        <span
          title={`${row.repository}#${row.number} ${row.title}`}
          className="block max-w-[22ch] truncate sm:max-w-[44ch] lg:max-w-[70ch]"
        >
          <span className="text-ink-3">
            <Foreign>{row.repository}</Foreign>#{row.number}
          </span>{" "}
          {row.url ? (
            <a
              href={row.url}
              target="_blank"
              rel="noreferrer noopener"
              className="hover:text-accent-ink hover:underline"
            >
              <Foreign>{row.title}</Foreign>
            </a>
          ) : (
            <Foreign>{row.title}</Foreign>
          )}
        </span>
      ),
    },
    { key: "category", title: text.category, cell: (row) => <Chosen row={row} allocation={allocation} /> },
    { key: "why", title: text.why, cell: (row) => <Why row={row} allocation={allocation} />, from: "sm" },
  ];
  return (
    <Table
      label={text.listTitle}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.repository_id} ${row.number}`}
      dense
    />
  );
}

function Why({ row, allocation }: { row: SortedPull; allocation: Allocation }) {
  const frozen = row.is_adjustment && row.frozen_as !== null ? text.frozenAs(nameOf(allocation, row.frozen_as)) : null;
  return (
    <span className="text-small text-ink-3">
      {row.how === "suggestion" && <Badge tone="accent">{text.hows.suggestion}</Badge>}{" "}
      {row.why && row.how !== "correction" && <Foreign>{row.why}</Foreign>}
      {row.how === "correction" && text.hows.correction}
      {frozen && ` · ${frozen}`}
    </span>
  );
}

const BACK = "back";

function Chosen({ row, allocation }: { row: SortedPull; allocation: Allocation }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { correct, uncorrect } = useInvesting(workspace.id);
  if (!allocation.may_correct) return <Foreign>{nameOf(allocation, row.category)}</Foreign>;
  const known = allocation.categories.some(({ key }) => key === row.category);
  const options = [
    ...(known ? [] : [{ value: NOTHING, label: nameOf(allocation, row.category) }]),
    ...allocation.categories.map(({ key, name }) => ({ value: key, label: name })),
    ...(row.how === "correction" ? [{ value: BACK, label: text.back }] : []),
  ];
  const choose = (value: string) => {
    const onError = (error: unknown) => tell(inWords(error));
    if (value === BACK) uncorrect.mutate(row, { onSuccess: () => tell(text.didBack), onError });
    else if (value !== NOTHING && value !== row.category) {
      const onSuccess = () => tell(text.didCorrect(nameOf(allocation, value)));
      correct.mutate({ repository_id: row.repository_id, number: row.number, category: value }, { onSuccess, onError });
    }
  };
  return (
    <Select
      label={text.correct(row.title)}
      value={known ? (row.category ?? NOTHING) : NOTHING}
      options={options}
      onChange={choose}
      className="max-w-[190px]"
    />
  );
}
