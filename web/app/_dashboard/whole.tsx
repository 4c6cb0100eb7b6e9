"use client";
/** The dashboard: which preset, arranged how, of which days; looked at, arranged, shared, or on a wall. */
import {
  Ellipsis,
  LayoutDashboard,
  ListChecks,
  Maximize2,
  Pencil,
  Plus,
  Redo2,
  RotateCcw,
  Share2,
  Undo2,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import {
  type Preferences,
  type Preset,
  type PresetShape,
  usePreferences,
  usePresets,
  useWidgets,
  type WidgetAccess,
} from "@/api/dashboard";
import { useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { Button, Card, IconButton, Skeleton } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { type Board, useBoard } from "./board";
import { Grid } from "./grid";
import { added, asItComes, asPreset, drawn, type Placed, parsed } from "./layout";
import { openWall, useShare } from "./share";
import { useChecklist } from "./ticking";

const loadCatalogue = () => import("./catalogue");
const Catalogue = lazy(loadCatalogue);
const loadArranging = () => import("./arranging");
const ArrangedGrid = lazy(loadArranging);
const loadChecklist = () => import("./checklist");
const Checklist = lazy(loadChecklist);
const Wall = lazy(() => import("./wall"));
const SharedBanner = lazy(() => import("./shared"));

export function Dashboard() {
  const { workspace } = usePlace();
  const { isWall } = useAddress();
  const presets = usePresets(workspace.id);
  const widgets = useWidgets(workspace.id);
  const preferences = usePreferences(workspace.id);
  const asked = [presets, widgets, preferences];
  const refused = asked.find((one) => one.error && one.data === undefined);
  if (presets.data && widgets.data && preferences.data) {
    return <Known presets={presets.data} widgets={widgets.data} preferences={preferences.data} />;
  }
  return (
    <>
      {!isWall && <PageHead title={dashboard.title} periods teams />}
      <PageBody>
        {refused ? (
          <Card>
            <Wrong error={refused.error} retry={() => asked.forEach((one) => void (one.error && one.refetch()))} />
          </Card>
        ) : (
          <Waiting />
        )}
      </PageBody>
    </>
  );
}

function Waiting() {
  return (
    <div aria-busy="true" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Skeleton className="h-[132px] rounded-card! sm:col-span-2 sm:h-[88px] lg:col-span-4" />
      <Skeleton className="h-[272px] rounded-card! sm:col-span-2 sm:h-[142px] lg:col-span-4" />
      <Skeleton className="h-[300px] rounded-card! sm:col-span-2 sm:h-[312px] lg:col-span-3" />
      <Skeleton className="h-[300px] rounded-card! sm:h-[312px]" />
    </div>
  );
}

interface Parts {
  presets: readonly PresetShape[];
  widgets: readonly WidgetAccess[];
  preferences: Preferences;
}

/** What the address shares, if it shares something. */
function useShared({ presets, widgets }: Parts): { preset: PresetShape; placed: readonly Placed[] } | null {
  const address = useAddress();
  const preset = presets.find((one) => one.key === asPreset(address.preset));
  if (preset === undefined) return null;
  return { preset, placed: address.widgets ? parsed(address.widgets, widgets) : asItComes(preset, widgets) };
}

function Known(parts: Parts) {
  const { presets, widgets, preferences } = parts;
  const { workspace } = usePlace();
  const { isWall } = useAddress();
  const shared = useShared(parts);
  const board = useBoard(workspace.id, preferences, presets, widgets);
  const preset = shared?.preset ?? presets.find((one) => one.key === board.preset);
  const placed = shared?.placed ?? board.placed;
  if (isWall) {
    return (
      <Suspense fallback={null}>
        <Wall title={preset?.title ?? dashboard.title}>
          <Grid placed={placed} widgets={widgets} wall />
        </Wall>
      </Suspense>
    );
  }
  if (shared !== null) {
    return (
      <>
        <PageHead title={dashboard.title} periods teams filter={<Wide onOpen={() => void openWall()} />} />
        <PageBody>
          <Suspense fallback={<Skeleton className="h-[58px] rounded-card!" />}>
            <SharedBanner preset={shared.preset.key} title={shared.preset.title} placed={placed} />
          </Suspense>
          <Grid placed={placed} widgets={widgets} wall={false} />
        </PageBody>
      </>
    );
  }
  return <Own {...parts} board={board} />;
}

function Wide({ onOpen }: { onOpen: () => void }) {
  return (
    <IconButton label={dashboard.wall.open} onClick={onOpen} className="max-sm:hidden">
      <Maximize2 size={15} />
    </IconButton>
  );
}

function Own({ presets, widgets, preferences, board }: Parts & { board: Board }) {
  const [isArranging, setArranging] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const [said, say] = useState("");
  useUndoKeys(board);
  const title = presets.find((one) => one.key === board.preset)?.title ?? board.preset;
  const shown = drawn(board.placed);
  const isBeginning = !preferences.checklist_dismissed && preferences.checklist.length > 0;
  const choose = (value: string) => {
    const preset = presets.find((one) => one.key === value);
    if (preset) void board.choose(preset.key, preset.title);
  };
  const filter = (
    <>
      <Presets presets={presets} preferences={preferences} onChoose={choose} />
      <Button
        aria-pressed={isArranging}
        onClick={() => {
          setArranging(!isArranging);
          void loadCatalogue();
        }}
        className="aria-pressed:bg-accent-wash aria-pressed:text-accent-ink"
      >
        <Pencil aria-hidden="true" size={13} /> {dashboard.arrange}
      </Button>
      <Menu board={board} preferences={preferences} />
    </>
  );
  return (
    <>
      <PageHead title={dashboard.title} periods teams filter={filter} />
      <PageBody>
        <p role="status" className="sr-only">
          {said}
        </p>
        {isArranging && (
          <Bar board={board} title={title} onAdd={() => setAdding(true)} onDone={() => setArranging(false)} />
        )}
        {!isArranging && isBeginning && (
          <Suspense fallback={<Skeleton className="h-[236px]" />}>
            <Checklist preferences={preferences} />
          </Suspense>
        )}
        {shown.length === 0 ? (
          <NoWidgets board={board} onAdd={() => setAdding(true)} />
        ) : isArranging ? (
          <Suspense fallback={<Grid placed={board.placed} widgets={widgets} wall={false} />}>
            <ArrangedGrid board={board} widgets={widgets} say={say} />
          </Suspense>
        ) : (
          <Grid placed={board.placed} widgets={widgets} wall={false} />
        )}
        {board.placed.length > shown.length && (
          <p className="text-center text-small text-ink-3">{dashboard.later(board.placed.length - shown.length)}</p>
        )}
      </PageBody>
      {isAdding && (
        <Suspense fallback={null}>
          <Catalogue
            widgets={widgets}
            here={new Set(shown.map((one) => one.key))}
            onAdd={(one) => board.step(added(board.placed, one.key, one.size), dashboard.edit.said.added(one.title))}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function NoWidgets({ board, onAdd }: { board: Board; onAdd: () => void }) {
  return (
    <Card>
      <Empty
        title={dashboard.empty}
        action={
          <>
            <Button look="primary" onClick={onAdd}>
              {dashboard.edit.add}
            </Button>
            <Button onClick={board.reset}>{dashboard.edit.reset}</Button>
          </>
        }
      >
        {dashboard.emptySays}
      </Empty>
    </Card>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, but not where somebody writes. */
function useUndoKeys({ undo, redo }: Board): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isWriting = (event.target as HTMLElement | null)?.closest("input, textarea, select, [contenteditable]");
      if (isWriting || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if (key === "y" || key === "z") redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [undo, redo]);
}

function Presets({
  presets,
  preferences,
  onChoose,
}: {
  presets: readonly PresetShape[];
  preferences: Preferences;
  onChoose: (preset: string) => void;
}) {
  const isChanged = (key: Preset) => preferences.changed_presets.includes(key);
  return (
    <Select
      label={dashboard.preset}
      value={preferences.preset_type}
      options={presets.map(({ key, title }) => ({
        value: key,
        label: isChanged(key) ? `${title} · ${dashboard.changed}` : title,
      }))}
      onChange={onChoose}
    />
  );
}

function Menu({ board, preferences }: { board: Board; preferences: Preferences }) {
  const share = useShare();
  const { dismiss } = useChecklist(preferences);
  const isChanged = preferences.changed_presets.includes(board.preset);
  const entry = (icon: ReactNode, name: string, does: () => void) => (
    <PopoverClose asChild>
      <button type="button" className={MENU_ITEM} onClick={does}>
        {icon} {name}
      </button>
    </PopoverClose>
  );
  const isAway = preferences.checklist_dismissed;
  return (
    <Popover
      label={dashboard.menu}
      className="w-[220px]"
      trigger={
        <Button aria-label={dashboard.menu} title={dashboard.menu} className="w-[30px] px-0!">
          <Ellipsis aria-hidden="true" size={15} />
        </Button>
      }
    >
      {entry(<Share2 aria-hidden="true" size={14} />, dashboard.share.link, () => {
        void share(board.preset, isChanged ? board.placed : null);
      })}
      {entry(<Maximize2 aria-hidden="true" size={14} />, dashboard.wall.open, () => void openWall())}
      {isChanged && entry(<RotateCcw aria-hidden="true" size={14} />, dashboard.edit.resetSays, board.reset)}
      {preferences.checklist.length > 0 &&
        entry(
          <ListChecks aria-hidden="true" size={14} />,
          isAway ? dashboard.checklist.show : dashboard.checklist.hide,
          () => dismiss(!isAway),
        )}
    </Popover>
  );
}

function Bar({ board, title, onAdd, onDone }: { board: Board; title: string; onAdd: () => void; onDone: () => void }) {
  const text = dashboard.edit;
  const small = "max-sm:w-[30px] max-sm:px-0!";
  return (
    <section
      aria-label={text.bar}
      className="sticky top-[56px] z-10 flex flex-wrap items-center gap-2 rounded-card border border-accent bg-raised px-3 py-2 shadow-lift max-sm:top-2"
    >
      <LayoutDashboard aria-hidden="true" size={15} className="text-accent-ink" />
      <p className="mr-auto min-w-0 truncate font-medium">
        {text.bar} <span className="text-ink-3">{title}</span>
      </p>
      <Button aria-label={text.add} onClick={onAdd} className={small}>
        <Plus aria-hidden="true" size={13} /> <span className="max-sm:hidden">{text.add}</span>
      </Button>
      <Button
        aria-label={text.undo}
        title={`${text.undo} (Ctrl+Z)`}
        disabled={!board.canUndo}
        onClick={board.undo}
        className={small}
      >
        <Undo2 aria-hidden="true" size={13} /> <span className="max-sm:hidden">{text.undo}</span>
      </Button>
      <Button
        aria-label={text.redo}
        title={`${text.redo} (Ctrl+Shift+Z)`}
        disabled={!board.canRedo}
        onClick={board.redo}
        className={small}
      >
        <Redo2 aria-hidden="true" size={13} /> <span className="max-sm:hidden">{text.redo}</span>
      </Button>
      <Button aria-label={text.reset} title={text.resetSays} onClick={board.reset} className={small}>
        <RotateCcw aria-hidden="true" size={13} /> <span className="max-sm:hidden">{text.reset}</span>
      </Button>
      <Button look="primary" onClick={onDone} className="shrink-0">
        {text.done}
      </Button>
    </section>
  );
}
