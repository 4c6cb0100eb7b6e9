"use client";
/** When everybody works: a row each, with the way to change it and to say when they are away. */
import Link from "next/link";
import { useEffect, useState } from "react";
import { type Schedule, useSchedules } from "@/api/schedules";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { Away } from "@/app/_frame/working-time";
import { AwayForm, ScheduleForm } from "@/app/_frame/working-time-forms";
import { en } from "@/text/en";
import { calendar as text } from "@/text/en-calendar";
import { schedules } from "@/text/en-schedules";
import { Button, Card, cx, Foreign, Initials } from "@/ui/basic";
import { Find } from "@/ui/find";
import { Dialog } from "@/ui/overlay";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowAll, ShowMore, Table } from "@/ui/table";

const SHOWN = 15;
const nameOf = (one: Schedule) => one.name ?? en.people.unnamed;

/** `Mon – Fri` where days follow each other, else each by its name. */
export function daysInWords(days: readonly number[], names: readonly string[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return "";
  const follow = sorted.length > 2 && last - first === sorted.length - 1;
  return follow ? `${names[first - 1]} – ${names[last - 1]}` : sorted.map((day) => names[day - 1]).join(", ");
}

export function PeopleSchedules() {
  const { workspace } = usePlace();
  const query = useSchedules(workspace.id);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState<{ what: "schedule" | "away" | "add"; id: string } | null>(null);
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = all.filter((one) => nameOf(one).toLowerCase().includes(typed.trim().toLowerCase()));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  // Whoever looks for a name looks for it in all pages.
  const looking = typed.trim() !== "";
  useEffect(() => {
    if (looking && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [looking, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const chosen = all.find((one) => one.developer_id === open?.id);
  const [showsAll, setAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, SHOWN);
  const close = () => setOpen(null);
  return (
    <Card flush title={text.people} says={text.peopleSays} className="overflow-hidden">
      <div className="px-4 pb-3">
        <Find label={text.find} value={typed} onChange={setTyped} className="sm:max-w-[280px]" />
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty>{typed.trim() === "" ? text.empty : text.none(typed)}</Empty>
      ) : (
        <Table
          label={text.people}
          columns={columns((what, id) => setOpen({ what, id }))}
          rows={shown}
          rowKey={(one) => one.developer_id}
          loading={query.isPending ? 10 : 0}
        />
      )}
      {rows.length > shown.length && <ShowAll n={rows.length} onClick={() => setAll(true)} />}
      {showsAll && <ShowMore query={query} />}
      {chosen && open?.what === "schedule" && <ScheduleForm schedule={chosen} onClose={close} />}
      {chosen && open?.what === "add" && <AwayForm schedule={chosen} onClose={close} />}
      {chosen && open?.what === "away" && (
        <Dialog open onClose={close} title={text.awayOf(nameOf(chosen))} says={schedules.awaySays}>
          <Away
            id={chosen.developer_id}
            schedule={chosen}
            onAdd={() => setOpen({ what: "add", id: chosen.developer_id })}
          />
        </Dialog>
      )}
    </Card>
  );
}

function columns(onOpen: (what: "schedule" | "away", id: string) => void): Column<Schedule>[] {
  const part = (is: boolean, said: string) => (
    <span className={cx("whitespace-nowrap", !is && "text-ink-3")}>{said}</span>
  );
  return [
    { key: "name", title: text.person, cell: (one) => <Name one={one} /> },
    {
      key: "days",
      title: schedules.days,
      from: "sm",
      cell: (one) => part(one.own.includes("working_days"), daysInWords(one.working_days, en.settings.dayNames)),
    },
    {
      key: "hours",
      title: schedules.hours,
      from: "sm",
      cell: (one) =>
        part(
          one.own.includes("hours"),
          one.starts_at === null ? text.like : `${one.starts_at.slice(0, 5)} – ${one.ends_at?.slice(0, 5)}`,
        ),
    },
    { key: "zone", title: text.clock, from: "lg", cell: (one) => part(one.own.includes("time_zone"), one.time_zone) },
    {
      key: "holidays",
      title: schedules.holidays,
      from: "sm",
      cell: (one) =>
        part(one.own.includes("holidays"), [one.country, one.subdivision].filter(Boolean).join("-") || schedules.none),
    },
    {
      key: "actions",
      title: "",
      label: text.change,
      number: true,
      cell: (one) => (
        <span className="inline-flex gap-1">
          <Button aria-label={text.awayOf(nameOf(one))} onClick={() => onOpen("away", one.developer_id)}>
            {text.away}
          </Button>
          {one.may_change && (
            <Button aria-label={text.changeOf(nameOf(one))} onClick={() => onOpen("schedule", one.developer_id)}>
              {text.change}
            </Button>
          )}
        </span>
      ),
    },
  ];
}

function Name({ one }: { one: Schedule }) {
  const href = useHref();
  return (
    <span className="flex items-center gap-2">
      <Initials name={nameOf(one)} />
      <Link
        href={href("/person", { id: one.developer_id })}
        prefetch={false}
        className="font-medium hover:text-accent-ink hover:underline"
      >
        <Foreign>{nameOf(one)}</Foreign>
      </Link>
    </span>
  );
}
