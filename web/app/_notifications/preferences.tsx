"use client";
/** Which kinds somebody hears of in this workspace. */
import { useState } from "react";
import { type NotificationKind, usePreferences, useSetPreferences } from "@/api/notifications";
import { usePlace } from "@/app/_frame/place";
import { notifications as text } from "@/text/en-notifications";
import { Card, Skeleton } from "@/ui/basic";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export function Preferences() {
  const { workspace } = usePlace();
  const query = usePreferences(workspace.id);
  const set = useSetPreferences(workspace.id);
  const tell = useTell();
  const known = query.data ?? [];
  // What was asked for stands at once; the answer only confirms it.
  const [asked, setAsked] = useState<NotificationKind[] | null>(null);
  const muted = asked ?? known.filter((one) => !one.is_on).map((one) => one.kind);
  const turn = (kind: NotificationKind, on: boolean) => {
    const others = muted.filter((one) => one !== kind);
    const wanted = on ? others : [...others, kind];
    setAsked(wanted);
    set.mutate(wanted, {
      onSuccess: () => tell(text.saved),
      onError: (error) => tell(inWords(error)),
      onSettled: () => setAsked(null),
    });
  };
  return (
    <Card title={text.preferences} says={text.preferencesSay} className="self-start">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-[308px] w-full" />
      ) : (
        <ul className="space-y-3">
          {known.map((one) => (
            <li key={one.kind}>
              <label className="flex cursor-pointer items-start gap-2.5">
                <input
                  type="checkbox"
                  checked={!muted.includes(one.kind)}
                  onChange={(event) => turn(one.kind, event.target.checked)}
                  className="mt-1 accent-accent"
                />
                <span>
                  <span className="block font-medium">{text.kinds[one.kind]}</span>
                  <span className="block text-small text-ink-3">{one.says}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
