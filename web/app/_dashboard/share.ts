"use client";
/** The ways out of the page: a link to exactly this dashboard, and the screen it fills. */
import type { Preset } from "@/api/dashboard";
import { go } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { useTell } from "@/ui/toast";
import { type Placed, written } from "./layout";

const text = dashboard.share;

/** The address that holds what is on the page: preset, period, team, and the arrangement where it was changed. */
export function addressOf(here: string, workspace: string, preset: Preset, changed: readonly Placed[] | null): string {
  const url = new URL(here);
  url.searchParams.set("ws", workspace);
  url.searchParams.set("preset", preset);
  for (const key of ["widgets", "wall", "explain", "on", "open"]) url.searchParams.delete(key);
  if (changed !== null) url.searchParams.set("widgets", written(changed));
  return url.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

export function useShare() {
  const { workspace } = usePlace();
  const tell = useTell();
  return async (preset: Preset, changed: readonly Placed[] | null) => {
    const address = addressOf(window.location.href, workspace.slug, preset, changed);
    try {
      await navigator.clipboard.writeText(address);
      tell(text.copied);
    } catch {
      go({ preset, widgets: changed === null ? null : written(changed) }, "replace");
      tell(text.failed);
    }
  };
}

export async function openWall(): Promise<void> {
  go({ wall: "1" });
  // A browser that may not fill the screen still shows the page alone.
  await document.documentElement.requestFullscreen?.().catch(() => undefined);
}
