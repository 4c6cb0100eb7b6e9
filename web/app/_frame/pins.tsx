"use client";
/** Pages somebody pinned to the rail, and those they open most. */
import { Pin, PinOff } from "lucide-react";
import { usePreferenceChange, usePreferences } from "@/api/dashboard";
import { pinning } from "@/text/en-pages";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { usePlace } from "./place";

const NONE: readonly string[] = [];
const MOST = 20;

export function usePins(): { pinned: readonly string[]; often: readonly string[] } {
  const { workspace } = usePlace();
  const preferences = usePreferences(workspace.id).data;
  return {
    pinned: preferences?.sidebar_pinned_items ?? NONE,
    often: preferences?.suggested_pages ?? NONE,
  };
}

/** Stands over the end of a link in the rail, while the pointer or the focus is on it. */
export function PinButton({ path, title }: { path: string; title: string }) {
  const { workspace } = usePlace();
  const { pinned, often } = usePins();
  const change = usePreferenceChange(workspace.id);
  const tell = useTell();
  const isPinned = pinned.includes(path);
  if (!isPinned && pinned.length >= MOST) return null;
  const toggle = () => {
    const next = isPinned ? pinned.filter((one) => one !== path) : [...pinned, path];
    const suggested_pages = often.filter((one) => one !== path);
    change({ sidebar_pinned_items: next }, { sidebar_pinned_items: next, suggested_pages }).catch((refused: unknown) =>
      tell(inWords(refused)),
    );
  };
  const label = isPinned ? pinning.unpin(title) : pinning.pin(title);
  const Icon = isPinned ? PinOff : Pin;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={toggle}
      className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-control text-ink-3 opacity-0 hover:bg-page hover:text-ink focus-visible:opacity-100 group-hover:opacity-100 max-lg:hidden"
    >
      <Icon aria-hidden="true" size={13} />
    </button>
  );
}
