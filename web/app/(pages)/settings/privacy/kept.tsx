"use client";
/** How long what is kept, and what is older than that now. */
import { useExpired, usePrivacyChanges, usePrivacySettings } from "@/api/privacy";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { privacy } from "@/text/en-privacy";
import { Card, Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const text = privacy.kept;
const FOREVER = "forever";
const CHOICES = [14, 30, 90, 180, 365, 730];
const SHORTEST: Record<string, number> = { access_log: 30, time_series: 90 };
const THINGS = ["raw_pages", "deliveries", "access_log", "job_logs", "time_series"] as const;

export function Kept() {
  const { workspace } = usePlace();
  const tell = useTell();
  const may = useMay();
  const mayChange = may("PUT /api/v1/workspaces/{workspace_id}/privacy/settings");
  const query = usePrivacySettings(workspace.id);
  const expired = useExpired(workspace.id, may("GET /api/v1/workspaces/{workspace_id}/privacy/retention"));
  const { set } = usePrivacyChanges(workspace.id);
  const settings = query.data;
  const change = (thing: (typeof THINGS)[number], value: string) =>
    set.mutate(
      { [`${thing}_days`]: value === FOREVER ? null : Number(value) },
      { onSuccess: () => tell(privacy.saved), onError: (error) => tell(inWords(error)) },
    );
  return (
    <Card title={text.title} says={text.says}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : settings ? (
        <>
          <ul className="divide-y divide-line">
            {THINGS.map((thing) => {
              const days = settings[`${thing}_days`];
              const old = expired.data?.find((one) => one.what === thing);
              return (
                <li key={thing} className="flex min-h-11 items-center justify-between gap-3 py-1.5">
                  <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                    {text.what[thing]}
                    {old && days !== null && <span className="text-small text-ink-3">{text.expired(old.rows)}</span>}
                  </span>
                  {mayChange ? (
                    <Select
                      label={text.what[thing] ?? thing}
                      value={days === null ? FOREVER : String(days)}
                      options={choices(thing, days)}
                      onChange={(value) => change(thing, value)}
                    />
                  ) : (
                    <span className="text-ink-2">{days === null ? text.forever : text.days(days)}</span>
                  )}
                </li>
              );
            })}
          </ul>
          <p className="mt-2 text-small text-ink-3">{settings.facts}</p>
        </>
      ) : (
        <Skeleton className="h-[200px]" />
      )}
    </Card>
  );
}

function choices(thing: string, days: number | null) {
  const known = new Set([...CHOICES.filter((one) => one >= (SHORTEST[thing] ?? 0)), ...(days === null ? [] : [days])]);
  const sorted = [...known].sort((one, other) => one - other);
  return [
    ...sorted.map((one) => ({ value: String(one), label: text.days(one) })),
    { value: FOREVER, label: text.forever },
  ];
}
