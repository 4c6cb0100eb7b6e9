"use client";
/** The panels that overview, person, team and repository share: each asks for its own figures and draws them. */
import { useMemo, useState } from "react";
import { useHours, useLanguages, useMetrics, useReadings } from "@/api/insights";
import type { Metric, Reading } from "@/api/types";
import { usePlace, useSpan } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Card, cx, Foreign, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";
import { Calendar, calendarTable, type Day } from "./calendar";
import { Draw } from "./draw";
import { Figure } from "./figure";
import { count, say } from "./format";
import { HoursGrid, hoursTable } from "./hours";
import { ACTIVITY, CALENDAR, HEADLINE, known, MOST_HEADLINES, type Whose } from "./layout";
import { addDays, mondayOf } from "./periods";
import { Bars } from "./ranking";
import { ReadingTile } from "./reading";
import { stepName, stepsOf, trendTable } from "./trend";

export interface SubjectProps {
  /** `workspace`, `team:ID`, `repository:ID` or `developer:ID`. */
  subject: string;
  level: Whose;
}

/** How much there is to tell: a number, why there is none to see, nothing. */
function tells(reading: Reading | undefined): number {
  return reading?.value != null ? 2 : reading?.withheld != null ? 1 : 0;
}

/** The few metrics with something to tell, in the order they were asked for. */
function telling(metrics: readonly Metric[], readings: readonly Reading[]): readonly Metric[] {
  const told = new Map(metrics.map(({ key }) => [key, tells(readings.find((one) => one.metric === key))]));
  const chosen = [...metrics].sort((a, b) => (told.get(b.key) ?? 0) - (told.get(a.key) ?? 0)).slice(0, MOST_HEADLINES);
  return metrics.filter((metric) => chosen.includes(metric));
}

/** The headline readings of a subject, side by side in one card. */
export function Headline({ subject, level }: SubjectProps) {
  const { workspace, period, hasBefore } = usePlace();
  const span = useSpan();
  const metrics = known(HEADLINE[level], useMetrics().data, level);
  const keys = metrics.map((metric) => metric.key);
  const total = useReadings(workspace.id, {
    ...span,
    metrics: keys,
    subject,
    bucket: "total",
    compare: hasBefore ? "previous" : "none",
  });
  const trend = useReadings(workspace.id, { ...span, metrics: keys, subject, bucket: period.bucket, compare: "none" });
  if (total.error) {
    return (
      <Card className="min-h-[134px] p-0!">
        <Wrong error={total.error} retry={() => void total.refetch()} />
      </Card>
    );
  }
  const shown: readonly (Metric | null)[] = total.data
    ? telling(metrics, total.data.readings)
    : Array.from({ length: MOST_HEADLINES }, () => null);
  return (
    <section
      aria-label={en.overview.title}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-3 lg:grid-cols-5"
    >
      {shown.map((metric, index) => (
        <div
          key={metric?.key ?? index}
          className={cx("min-w-0 bg-card", index % 2 === 0 && index === shown.length - 1 && "max-sm:col-span-2")}
        >
          {metric === null ? (
            <div className="h-[132px] px-4 py-3 max-sm:h-[148px]">
              <Skeleton className="h-5 w-24" />
            </div>
          ) : (
            <ReadingTile
              metric={metric}
              subject={subject}
              reading={total.data?.readings.find((one) => one.metric === metric.key)}
              trend={trend.data?.readings.filter((one) => one.metric === metric.key)}
            />
          )}
        </div>
      ))}
      {/* Fills the last row where tiles wrap, so that no line of the grid is left bare. */}
      {shown.length % 3 !== 0 && (
        <div
          aria-hidden="true"
          className={`hidden bg-card sm:block lg:hidden ${shown.length % 3 === 1 ? "col-span-2" : ""}`}
        />
      )}
    </section>
  );
}

/** One metric over time; the reader chooses which. */
export function ActivityPanel({ subject, level, className }: SubjectProps & { className?: string }) {
  const { workspace, period } = usePlace();
  const span = useSpan();
  const metrics = known(ACTIVITY, useMetrics().data, level);
  const [chosen, setChosen] = useState(ACTIVITY[0] ?? "");
  const metric = metrics.find((one) => one.key === chosen) ?? metrics[0];
  const query = useReadings(workspace.id, {
    ...span,
    metrics: metrics.map((one) => one.key),
    subject,
    bucket: period.bucket,
    compare: "none",
  });
  const steps = useMemo(
    () => (metric && query.data ? stepsOf(query.data.readings, metric.key) : []),
    [query.data, metric],
  );
  const isOpen = steps.at(-1)?.open ?? false;
  const nothing = query.data !== undefined && steps.every((step) => step.value === null || step.value === 0);
  const withheld = query.data?.readings.find((one) => one.metric === metric?.key && one.withheld !== null)?.withheld;
  const says = metric
    ? `${stepName(metric, steps)} ${en.overview.steps[period.bucket]}. ${isOpen ? en.overview.lastOpen : ""}`
    : "\u00a0";
  return (
    <Figure
      title={en.overview.activity}
      says={says}
      height={248}
      query={query}
      empty={withheld ?? (nothing ? en.overview.emptyPeriod : null)}
      table={metric ? trendTable(metric, steps) : null}
      {...(className === undefined ? {} : { className })}
      actions={
        metrics.length > 1 && metric ? (
          <Select
            label={en.overview.activity}
            value={metric.key}
            options={metrics.map(({ key, name }) => ({ value: key, label: name }))}
            onChange={setChosen}
          />
        ) : undefined
      }
    >
      {metric && <Draw metric={metric} steps={steps} bucket={period.bucket} height={248} />}
    </Figure>
  );
}

/** The last 53 weeks, a square a day, whatever the page's period is; days outside of it are paler. */
export function CalendarPanel({ subject, className }: { subject: string; className?: string }) {
  const { workspace, today } = usePlace();
  const span = useSpan();
  const from = addDays(mondayOf(today), -52 * 7);
  const to = addDays(today, 1);
  const query = useReadings(workspace.id, { from, to, metrics: [CALENDAR], subject, bucket: "daily", compare: "none" });
  const metric = useMetrics().data?.find((one) => one.key === CALENDAR);
  const days: Day[] = useMemo(
    () => (query.data?.readings ?? []).map(({ period, value }) => ({ day: period.start.slice(0, 10), value })),
    [query.data],
  );
  const withheld = query.data?.readings.find((one) => one.withheld !== null)?.withheld ?? null;
  return (
    <Figure
      title={en.overview.calendar}
      says={en.overview.calendarSays}
      height={200}
      query={query}
      empty={withheld}
      table={calendarTable(days, metric?.name ?? "")}
      {...(className === undefined ? {} : { className })}
    >
      <Calendar days={days} today={today} what={metric?.name ?? ""} span={span} />
    </Figure>
  );
}

export function HoursPanel({ subject, title, className }: { subject: string; title?: string; className?: string }) {
  const { workspace } = usePlace();
  const query = useHours(workspace.id, { ...useSpan(), subject });
  const hours = query.data;
  const empty = hours?.withheld ?? (hours?.n === 0 ? en.overview.hoursNone : null);
  return (
    <Figure
      title={title ?? en.overview.hours}
      says={en.overview.hoursSays}
      height={202}
      query={query}
      empty={empty}
      table={hours ? hoursTable(hours.cells) : null}
      {...(className === undefined ? {} : { className })}
    >
      {hours && <HoursGrid hours={hours} />}
    </Figure>
  );
}

const MOST_LANGUAGES = 7;

export function LanguagesPanel({ subject, className }: { subject: string; className?: string }) {
  const { workspace } = usePlace();
  const query = useLanguages(workspace.id, { ...useSpan(), subject });
  const items = query.data?.items ?? [];
  const lines = (one: { lines_added: number; lines_removed: number }) => one.lines_added + one.lines_removed;
  const unknown = query.data?.unknown;
  const shown = items.slice(0, MOST_LANGUAGES).map((one) => ({
    key: one.language,
    name: <Foreign>{one.language}</Foreign>,
    value: lines(one),
    text: count(lines(one), true),
    detail: say(one.share, "share"),
  }));
  const rest =
    unknown && lines(unknown) > 0
      ? [
          {
            key: "?",
            name: en.overview.unknown,
            value: lines(unknown),
            text: count(lines(unknown), true),
            detail: "",
            faint: true,
          },
        ]
      : [];
  return (
    <Figure
      title={en.overview.languages}
      says={en.overview.languagesSays}
      height={228}
      query={query}
      empty={query.data && shown.length === 0 ? en.overview.emptyPeriod : null}
      table={{
        head: [en.columns.language, en.columns.added, en.columns.removed, en.columns.commits, en.columns.share],
        rows: items.map((one) => [
          one.language,
          count(one.lines_added),
          count(one.lines_removed),
          count(one.commits),
          say(one.share, "share"),
        ]),
      }}
      {...(className === undefined ? {} : { className })}
    >
      <Bars bars={[...shown, ...rest]} label={en.overview.languages} />
    </Figure>
  );
}
