"use client";
/** One person's year, day by day, and to themselves their week, hour by hour. */
import { useMemo, useState } from "react";
import { useActivity } from "@/api/analytics";
import { useDevelopers, useMine } from "@/api/hooks";
import { usePlace } from "@/app/_frame/place";
import { Calendar, calendarTable, type Day } from "@/metrics/calendar";
import { Figure } from "@/metrics/figure";
import { HoursGrid, hoursTable } from "@/metrics/hours";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { Card } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty } from "@/ui/states";

export function ActivityTab() {
  const { workspace, today } = usePlace();
  const [chosen, setChosen] = useState<string | null>(null);
  const mine = useMine(workspace.id);
  const people = useDevelopers(workspace.id, { kind: "human" }).data?.pages[0]?.items ?? [];
  const who = chosen ?? mine.data?.id ?? (mine.isPending ? null : (people[0]?.id ?? null));
  const query = useActivity(workspace.id, who);
  const found = query.data;
  const days: Day[] = useMemo(
    () =>
      (found?.days ?? []).map(({ day, commits, reviews, remarks }) => ({ day, value: commits + reviews + remarks })),
    [found],
  );
  if (people.length === 0 && !mine.isPending) {
    return (
      <Card>
        <Empty>{en.people.empty}</Empty>
      </Card>
    );
  }
  const total = days.reduce((sum, one) => sum + (one.value ?? 0), 0);
  const options = people.map((one) => ({ value: one.id, label: one.name ?? en.people.unnamed }));
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Figure
        title={analytics.days}
        says={analytics.daysSay}
        height={180}
        query={query}
        empty={found && total === 0 ? analytics.nothingDone : null}
        table={calendarTable(days, analytics.deeds)}
        className="lg:col-span-2"
        actions={who ? <Select label={analytics.who} value={who} options={options} onChange={setChosen} /> : undefined}
      >
        <Calendar days={days} today={today} what={analytics.deeds} />
      </Figure>
      <Figure
        title={analytics.hours}
        says={analytics.hoursSay}
        height={180}
        query={query}
        empty={found ? (found.hours.withheld ?? (found.hours.n === 0 ? analytics.nothingDone : null)) : null}
        table={found ? hoursTable(found.hours.cells) : null}
      >
        {found && <HoursGrid hours={found.hours} what={analytics.deed} />}
      </Figure>
      {found && <p className="text-small text-ink-3 lg:col-span-3">{found.caution}</p>}
    </div>
  );
}
