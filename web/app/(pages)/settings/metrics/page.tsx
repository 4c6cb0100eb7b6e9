"use client";
/** How numbers are counted here, what is on about single people, and who changed what when. */
import { useInsightSettings } from "@/api/privacy";
import { type InsightSettings, useSettingChanges } from "@/api/settings";
import { usePlace } from "@/app/_frame/place";
import { CountingForm } from "@/app/_settings/counting";
import { inWords } from "@/app/_settings/counting-form";
import { en } from "@/text/en";
import { counting as text } from "@/text/en-counting";
import { Badge, Card, dateTime, Foreign, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Wrong } from "@/ui/states";

export default function MetricSettings() {
  const { workspace } = usePlace();
  const query = useInsightSettings(workspace.id);
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  return (
    <>
      {query.data === undefined ? (
        <Skeleton className="h-[480px] rounded-card!" />
      ) : (
        <>
          <CountingForm key={query.data.updated_at} settings={query.data} />
          <OfPeople settings={query.data} />
        </>
      )}
      <Card
        title={text.catalogue}
        says={text.catalogueSays}
        actions={<ButtonLink href="/metrics">{text.open}</ButtonLink>}
      >
        {null}
      </Card>
      <Changes />
    </>
  );
}

const SIGNALS = ["leaderboards", "attrition", "individual_risk"] as const;

function OfPeople({ settings }: { settings: InsightSettings }) {
  return (
    <Card
      title={text.people}
      says={text.peopleSays}
      actions={<ButtonLink href="/settings/privacy">{text.change}</ButtonLink>}
    >
      <ul className="divide-y divide-line">
        {SIGNALS.map((signal) => (
          <li key={signal} className="flex items-baseline gap-3 py-2 first:pt-0 last:pb-0">
            <span className="min-w-[140px]">{text.names[signal]}</span>
            <Badge tone={settings[signal].on ? "accent" : "quiet"}>{settings[signal].on ? text.on : text.off}</Badge>
            {settings[signal].purpose && <Foreign className="min-w-0 text-ink-2">{settings[signal].purpose}</Foreign>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Changes() {
  const { workspace } = usePlace();
  const query = useSettingChanges(workspace.id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={text.changes} says={text.changesSays}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-[60px]" />
      ) : rows.length === 0 ? (
        <p className="text-ink-3">{text.noChanges}</p>
      ) : (
        <ul className="divide-y divide-line">
          {rows.map((one, index) => (
            <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
              <span className="min-w-0">
                <Foreign>
                  {text.was(text.settings[one.setting] ?? one.setting, inWords(one.before), inWords(one.after))}
                </Foreign>
              </span>
              <span className="text-small text-ink-3">
                <Foreign>{one.account ?? text.somebody}</Foreign> · {dateTime(one.changed_at)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <button
          type="button"
          onClick={() => void query.fetchNextPage()}
          className="mt-2 h-9 w-full border-t border-line text-ink-2 hover:bg-hover hover:text-ink"
        >
          {en.table.more}
        </button>
      )}
    </Card>
  );
}
