"use client";
/** A dashboard somebody shared by its address: seen with one's own rights, and one's own if one wants it. */
import { useQueryClient } from "@tanstack/react-query";
import { Share2 } from "lucide-react";
import { useState } from "react";
import { type Preset, preferencesKey, putPreferences, resetPreferences } from "@/api/dashboard";
import { go } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { Button } from "@/ui/basic";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { type Placed, wishOf } from "./layout";

const text = dashboard.share;
const AWAY = { preset: null, widgets: null };

export default function SharedBanner({
  preset,
  title,
  placed,
}: {
  preset: Preset;
  title: string;
  placed: readonly Placed[];
}) {
  const { workspace } = usePlace();
  const client = useQueryClient();
  const tell = useTell();
  const [isBusy, setBusy] = useState(false);
  const keep = async () => {
    setBusy(true);
    const key = preferencesKey(workspace.id);
    try {
      const before = await putPreferences(workspace.id, { preset_type: preset });
      client.setQueryData(key, await putPreferences(workspace.id, wishOf(preset, placed)));
      const back = async () => {
        const again = before.changed_presets.includes(preset)
          ? putPreferences(workspace.id, wishOf(preset, before.layout))
          : resetPreferences(workspace.id, preset);
        client.setQueryData(key, await again);
      };
      tell(text.kept, () => void back().catch((refused) => tell(inWords(refused))));
      go(AWAY, "replace");
    } catch (refused) {
      tell(inWords(refused));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-accent bg-accent-wash px-4 py-2.5">
      <Share2 aria-hidden="true" size={15} className="shrink-0 text-accent-ink" />
      <div className="min-w-0 grow basis-60">
        <p className="font-medium">{text.title(title)}</p>
        <p className="text-small text-ink-2">{text.says}</p>
      </div>
      <div className="flex gap-2">
        <Button look="primary" disabled={isBusy} onClick={() => void keep()}>
          {text.keep}
        </Button>
        <Button onClick={() => go(AWAY)}>{text.leave}</Button>
      </div>
    </section>
  );
}
