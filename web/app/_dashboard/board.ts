"use client";
/** Somebody's dashboard as it stands, each step of arranging it, and the way back from each. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  type Preferences,
  type Preset,
  type PresetShape,
  preferencesKey,
  putPreferences,
  resetPreferences,
  type WidgetAccess,
} from "@/api/dashboard";
import { dashboard } from "@/text/en-dashboard";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { asItComes, isSame, type Placed, wishOf } from "./layout";

const WAIT = 700;
const MOST_STEPS = 100;
export const LAYOUT_NOTE = "layout";

interface History {
  preset: Preset;
  past: readonly (readonly Placed[])[];
  future: readonly (readonly Placed[])[];
}

export interface Board {
  preset: Preset;
  placed: readonly Placed[];
  canUndo: boolean;
  canRedo: boolean;
  /** Takes a step and says what it did. */
  step: (next: readonly Placed[], says: string) => void;
  undo: () => void;
  redo: () => void;
  reset: () => void;
  /** Another preset; what was changed of this one is kept. */
  choose: (preset: Preset, name: string) => Promise<void>;
}

/** Keeps what was arranged: at once on the page, a moment later on the server, and as it was where that fails. */
function useKeeping(workspace_id: string, presets: readonly PresetShape[], widgets: readonly WidgetAccess[]) {
  const client = useQueryClient();
  const tell = useTell();
  const key = useMemo(() => preferencesKey(workspace_id), [workspace_id]);
  const timer = useRef<number | undefined>(undefined);
  const unsaved = useRef<{ preset: Preset; placed: readonly Placed[]; before: Preferences } | null>(null);
  const going = useRef<Promise<void>>(Promise.resolve());

  const flush = useCallback((): Promise<void> => {
    window.clearTimeout(timer.current);
    const wish = unsaved.current;
    if (wish === null) return going.current;
    unsaved.current = null;
    const comes = presets.find((one) => one.key === wish.preset);
    const isUsual = comes !== undefined && isSame(wish.placed, asItComes(comes, widgets));
    going.current = going.current
      .then(() =>
        isUsual
          ? resetPreferences(workspace_id, wish.preset)
          : putPreferences(workspace_id, wishOf(wish.preset, wish.placed)),
      )
      .then(
        (kept) => {
          const now = client.getQueryData<Preferences>(key);
          if (unsaved.current === null && now?.preset_type === kept.preset_type) client.setQueryData(key, kept);
        },
        (refused: unknown) => {
          unsaved.current = null;
          window.clearTimeout(timer.current);
          client.setQueryData(key, wish.before);
          tell(dashboard.edit.failed(inWords(refused)));
        },
      );
    return going.current;
  }, [client, key, presets, tell, widgets, workspace_id]);

  const keep = useCallback(
    (preset: Preset, placed: readonly Placed[]) => {
      const now = client.getQueryData<Preferences>(key);
      if (now === undefined) return;
      void client.cancelQueries({ queryKey: key });
      const comes = presets.find((one) => one.key === preset);
      const isUsual = comes !== undefined && isSame(placed, asItComes(comes, widgets));
      const others = now.changed_presets.filter((one) => one !== preset);
      client.setQueryData<Preferences>(key, {
        ...now,
        layout: [...placed],
        changed_presets: isUsual ? others : [...others, preset],
      });
      unsaved.current = { preset, placed, before: unsaved.current?.before ?? now };
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void flush(), WAIT);
    },
    [client, flush, key, presets, widgets],
  );

  useEffect(() => {
    const hide = () => void flush();
    window.addEventListener("pagehide", hide);
    return () => {
      window.removeEventListener("pagehide", hide);
      void flush();
    };
  }, [flush]);
  return { keep, flush };
}

export function useBoard(
  workspace_id: string,
  preferences: Preferences,
  presets: readonly PresetShape[],
  widgets: readonly WidgetAccess[],
): Board {
  const client = useQueryClient();
  const tell = useTell();
  const { keep, flush } = useKeeping(workspace_id, presets, widgets);
  const preset = preferences.preset_type;
  const placed = preferences.layout;
  const [history, setHistory] = useState<History>({ preset, past: [], future: [] });
  const { past, future } = history.preset === preset ? history : { past: [], future: [] };
  // What a note undoes is the latest step, whenever it is pressed.
  const latest = useRef<() => void>(() => undefined);

  const undo = useCallback(() => {
    const before = past.at(-1);
    if (before === undefined) return;
    setHistory({ preset, past: past.slice(0, -1), future: [placed, ...future] });
    keep(preset, before);
    tell(dashboard.edit.said.undone, undefined, LAYOUT_NOTE);
  }, [future, keep, past, placed, preset, tell]);
  useEffect(() => {
    latest.current = undo;
  }, [undo]);

  const step = useCallback(
    (next: readonly Placed[], says: string) => {
      setHistory({ preset, past: [...past, placed].slice(-MOST_STEPS), future: [] });
      keep(preset, next);
      tell(says, () => latest.current(), LAYOUT_NOTE);
    },
    [keep, past, placed, preset, tell],
  );
  const redo = useCallback(() => {
    const [next, ...rest] = future;
    if (next === undefined) return;
    setHistory({ preset, past: [...past, placed], future: rest });
    keep(preset, next);
    tell(dashboard.edit.said.redone, () => latest.current(), LAYOUT_NOTE);
  }, [future, keep, past, placed, preset, tell]);
  const reset = useCallback(() => {
    const comes = presets.find((one) => one.key === preset);
    if (comes) step(asItComes(comes, widgets), dashboard.edit.said.reset);
  }, [preset, presets, step, widgets]);
  const choose = useCallback(
    async (other: Preset, name: string) => {
      await flush();
      try {
        client.setQueryData(preferencesKey(workspace_id), await putPreferences(workspace_id, { preset_type: other }));
        tell(dashboard.switched(name), undefined, LAYOUT_NOTE);
      } catch (refused) {
        tell(dashboard.edit.failed(inWords(refused)));
      }
    },
    [client, flush, tell, workspace_id],
  );
  return {
    preset,
    placed,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    step,
    undo,
    redo,
    reset,
    choose,
  };
}
