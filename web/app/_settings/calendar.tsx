"use client";
/** The workspace's working days, hours and public holidays; what they come to is shown before they are saved. */
import { type FormEvent, useState } from "react";
import { useChangeWorkspace } from "@/api/changes";
import { useWorkspace } from "@/api/hooks";
import { useInsightSettings, usePrivacyChanges } from "@/api/privacy";
import { useHolidays } from "@/api/schedules";
import type { WorkspaceDetail } from "@/api/types";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { Field } from "@/app/_frame/working-time-forms";
import { writeDay } from "@/metrics/periods";
import { en } from "@/text/en";
import { calendar as text } from "@/text/en-calendar";
import { Button, Card, Sentence, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Select } from "@/ui/select";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const WHOLE = "whole";
const NEXT = 4;

export function WorkspaceCalendar() {
  const { workspace } = usePlace();
  const query = useWorkspace(workspace.id);
  const found = query.data;
  return (
    <Card title={text.own} says={text.ownSays} actions={<ButtonLink href="/settings">{text.changeThere}</ButtonLink>}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : found === undefined ? (
        <Skeleton className="h-[300px]" />
      ) : (
        <div className="space-y-5">
          <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[140px_1fr]">
            <dt className="text-ink-3">{text.days}</dt>
            <dd>{found.working_days.map((day) => en.settings.longDays[day - 1]).join(", ")}</dd>
            <dt className="text-ink-3">{text.zone}</dt>
            <dd>{found.time_zone}</dd>
          </dl>
          <Hours />
          <Holidays key={`${found.country}-${found.subdivision}`} workspace={found} />
        </div>
      )}
    </Card>
  );
}

function Hours() {
  const { workspace } = usePlace();
  const query = useInsightSettings(workspace.id);
  if (query.error) return <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />;
  if (query.data === undefined) return <Skeleton className="h-[92px]" />;
  const { work_starts_at, work_ends_at } = query.data;
  return <HoursForm key={`${work_starts_at} ${work_ends_at}`} starts={work_starts_at} ends={work_ends_at} />;
}

function HoursForm({ starts, ends }: { starts: string; ends: string }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const mayChange = useMay()("PUT /api/v1/workspaces/{workspace_id}/insights/settings");
  const { state } = usePrivacyChanges(workspace.id);
  const [from, setFrom] = useState(starts);
  const [until, setUntil] = useState(ends);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    state.mutate(
      { work_starts_at: from, work_ends_at: until },
      { onSuccess: () => tell(text.saved), onError: (error) => tell(inWords(error)) },
    );
  };
  return (
    <form onSubmit={submit} aria-label={text.hours} className="border-t border-line pt-4">
      <h3 className="font-medium">{text.hours}</h3>
      <p className="mb-2 text-small text-ink-3">{text.hoursSays}</p>
      <fieldset
        disabled={!mayChange}
        className="flex max-w-[420px] flex-wrap items-end gap-3 max-sm:[&>div]:basis-[140px]"
      >
        <Field label={text.from} type="time" value={from} onChange={setFrom} />
        <Field label={text.until} type="time" value={until} onChange={setUntil} />
        {mayChange && (
          <Button
            type="submit"
            className="h-[34px]! max-sm:h-10!"
            disabled={state.isPending || (from === starts && until === ends) || from === "" || until === ""}
          >
            {text.save}
          </Button>
        )}
      </fieldset>
    </form>
  );
}

function Holidays({ workspace }: { workspace: WorkspaceDetail }) {
  const { today } = usePlace();
  const tell = useTell();
  const mayChange = useMay()("PATCH /api/v1/workspaces/{workspace_id}");
  const save = useChangeWorkspace(workspace.id);
  const [country, setCountry] = useState(workspace.country ?? "");
  const [part, setPart] = useState(workspace.subdivision);
  const wanted = country.trim().toUpperCase();
  const known = useHolidays(workspace.id, wanted, part, wanted.length === 2);
  const isSame = wanted === (workspace.country ?? "") && part === workspace.subdivision;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { country: wanted === "" ? null : wanted, subdivision: wanted === "" ? null : part },
      { onSuccess: () => tell(text.saved), onError: (error) => tell(inWords(error)) },
    );
  };
  const coming = (known.data?.items ?? []).filter((one) => one.day >= today && one.is_working_day).slice(0, NEXT);
  return (
    <form onSubmit={submit} aria-label={text.holidays} className="border-t border-line pt-4">
      <h3 className="font-medium">{text.holidays}</h3>
      <p className="mb-2 text-small text-ink-3">{text.countrySays}</p>
      <fieldset disabled={!mayChange} className="flex flex-wrap items-end gap-3">
        <div className="w-[120px]">
          <Field
            label={text.country}
            value={country}
            onChange={(value) => {
              setCountry(value.slice(0, 2));
              setPart(null);
            }}
          />
        </div>
        {(known.data?.subdivisions.length ?? 0) > 0 && mayChange && (
          <Select
            label={text.part}
            value={part ?? WHOLE}
            options={[
              { value: WHOLE, label: text.whole },
              ...(known.data?.subdivisions ?? []).map((value) => ({ value, label: value })),
            ]}
            onChange={(value) => setPart(value === WHOLE ? null : value)}
            className="h-[34px]! max-sm:h-10!"
          />
        )}
        {mayChange && (
          <Button
            type="submit"
            className="h-[34px]! max-sm:h-10!"
            disabled={save.isPending || isSame || (wanted.length !== 2 && wanted !== "")}
          >
            {text.save}
          </Button>
        )}
      </fieldset>
      <div aria-live="polite" className="mt-3 min-h-[52px] text-small">
        {wanted === "" ? (
          <p className="text-ink-3">{text.noneKept}</p>
        ) : known.error ? (
          <p className="text-worse">
            <Sentence>{inWords(known.error)}</Sentence>
          </p>
        ) : (
          <>
            <p className="text-ink-3">{text.next}</p>
            <p className="text-ink-2">
              {known.data && coming.length === 0
                ? text.noneLeft
                : coming.map((one) => `${writeDay(one.day)} ${one.name}`).join(" · ")}
            </p>
          </>
        )}
      </div>
      {!mayChange && <p className="mt-2 text-ink-3">{text.readOnly}</p>}
    </form>
  );
}
