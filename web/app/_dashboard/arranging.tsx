"use client";
/** The grid while it is arranged: each widget with a grip, its sizes and a way off. */
import { GripVertical, Scaling, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import type { WidgetAccess, WidgetSize } from "@/api/dashboard";
import { dashboard } from "@/text/en-dashboard";
import { cx, IconButton } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import type { Board } from "./board";
import { WidgetCard } from "./card";
import { type Landing, placeOf, useDrag } from "./drag";
import { FRAME, type Shown, useShown } from "./grid";
import { moved, nextSize, removed, resized, SIZES } from "./layout";

const text = dashboard.edit;

/** As it is arranged: by the pointer, or by the keys that `text.keys` names. */
export default function ArrangedGrid({
  board,
  widgets,
  say,
}: {
  board: Board;
  widgets: readonly WidgetAccess[];
  /** Told to those who do not see it. */
  say: (text: string) => void;
}) {
  const shown = useShown(board.placed, widgets);
  const grid = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);
  const keysId = useId();
  const keys = shown.map((one) => one.placed.key);
  const titleOf = (key: string) => shown.find((one) => one.placed.key === key)?.widget.title ?? key;
  // A grip that moves in the page loses its focus, and one that is gone leaves it to the next.
  useEffect(() => {
    if (focus.current === null) return;
    grid.current?.querySelector<HTMLElement>(`[data-grip="${focus.current}"]`)?.focus();
    focus.current = null;
  });

  const move = (key: string, to: number) => {
    const at = Math.max(0, Math.min(keys.length - 1, to));
    if (at === keys.indexOf(key)) return say(text.said.edge(titleOf(key)));
    focus.current = key;
    board.step(moved(board.placed, key, at), text.said.moved(titleOf(key), at + 1, keys.length));
  };
  const size = (key: string, to: WidgetSize | null) => {
    if (to === null) return say(text.said.onlySize(titleOf(key)));
    focus.current = key;
    board.step(resized(board.placed, key, to), text.said.sized(titleOf(key), text.sizes[to]));
  };
  const remove = (key: string) => {
    focus.current = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1] ?? null;
    board.step(removed(board.placed, key), text.said.removed(titleOf(key)));
  };
  const { drag, start } = useDrag(grid, {
    onLift: (key) => say(text.said.lifted(titleOf(key))),
    onBack: (key) => say(text.said.back(titleOf(key))),
    onDrop: (key, over) => {
      const to = placeOf(keys, key, over);
      if (to !== keys.indexOf(key)) move(key, to);
    },
  });
  const press = (event: KeyboardEvent, one: Shown) => {
    const { key } = one.placed;
    const at = keys.indexOf(key);
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by !== undefined && event.shiftKey) size(key, nextSize(one.widget.sizes, one.placed.size, by as 1 | -1));
    else if (by !== undefined) move(key, at + by);
    else if (event.key === "Home") move(key, 0);
    else if (event.key === "End") move(key, keys.length - 1);
    else if (event.key === "Delete" || event.key === "Backspace") remove(key);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <p id={keysId} className="sr-only">
        {text.keys}
      </p>
      <div ref={grid} className={cx(FRAME, drag !== null && "cursor-grabbing select-none")}>
        {shown.map((one) => (
          <div
            key={one.placed.key}
            data-cell={one.placed.key}
            onPointerDown={(event) => {
              // The whole card is a handle for a mouse; a finger scrolls, and moves only what it takes by the grip.
              const grip = (event.target as HTMLElement).closest("[data-grip]") !== null;
              const button = (event.target as HTMLElement).closest("button, a, [role=radio]") !== null;
              if (grip || (event.pointerType === "mouse" && !button)) start(event, one.placed.key);
            }}
            className={cx(
              "relative min-w-0 cursor-grab rounded-card outline-1 outline-line-strong outline-dashed",
              drag?.key === one.placed.key && "opacity-40",
              one.span,
            )}
          >
            {drag?.over?.key === one.placed.key && <Line over={drag.over} />}
            <WidgetCard
              widget={one.widget}
              size={one.placed.size}
              wall={false}
              inert
              head={{
                before: (
                  <IconButton
                    label={text.move(one.widget.title)}
                    aria-describedby={keysId}
                    data-grip={one.placed.key}
                    onKeyDown={(event) => press(event, one)}
                    className="-ml-2.5 cursor-grab touch-none"
                  >
                    <GripVertical size={15} />
                  </IconButton>
                ),
                after: (
                  <span className="flex shrink-0 items-center">
                    <Sizes one={one} onSize={(to) => size(one.placed.key, to)} />
                    <IconButton label={text.remove(one.widget.title)} onClick={() => remove(one.placed.key)}>
                      <X size={15} />
                    </IconButton>
                  </span>
                ),
              }}
            />
          </div>
        ))}
      </div>
      {drag !== null && (
        <div
          aria-hidden="true"
          className="pointer-events-none fixed z-60 max-w-[260px] truncate rounded-card border border-accent bg-raised px-3 py-2 font-semibold shadow-lift"
          style={{ left: drag.x + 12, top: drag.y + 12 }}
        >
          {titleOf(drag.key)}
        </div>
      )}
    </>
  );
}

/** Where it would land. */
function Line({ over }: { over: Landing }) {
  const side = over.isStacked
    ? cx("inset-x-0 h-[3px]", over.side === "before" ? "-top-[10px]" : "-bottom-[10px]")
    : cx("inset-y-0 w-[3px]", over.side === "before" ? "-left-[10px]" : "-right-[10px]");
  return <span aria-hidden="true" data-landing className={cx("absolute z-10 rounded-full bg-accent", side)} />;
}

function Sizes({ one, onSize }: { one: Shown; onSize: (size: WidgetSize) => void }) {
  const { sizes, title } = one.widget;
  const allowed = SIZES.filter((size) => sizes.includes(size));
  if (allowed.length < 2) return null;
  return (
    <Popover
      label={text.size(title)}
      className="w-[160px]"
      trigger={
        <IconButton label={text.size(title)}>
          <Scaling size={15} />
        </IconButton>
      }
    >
      <div role="radiogroup" aria-label={text.size(title)}>
        {allowed.map((size) => (
          <PopoverClose asChild key={size}>
            {/* biome-ignore lint/a11y/useSemanticElements: it closes the panel it stands in, as a button does */}
            <button
              type="button"
              role="radio"
              aria-checked={size === one.placed.size}
              onClick={() => size !== one.placed.size && onSize(size)}
              className={cx(
                MENU_ITEM,
                "aria-checked:bg-accent-wash aria-checked:font-medium aria-checked:text-accent-ink",
              )}
            >
              <Bars n={SIZES.indexOf(size) + 1} /> {text.sizes[size]}
            </button>
          </PopoverClose>
        ))}
      </div>
    </Popover>
  );
}

/** Four quarters of a row, so many of them taken. */
function Bars({ n }: { n: number }) {
  return (
    <span aria-hidden="true" className="flex gap-px">
      {[1, 2, 3, 4].map((at) => (
        <span key={at} className={cx("h-3 w-1.5 rounded-[1px]", at <= n ? "bg-accent" : "bg-line-strong")} />
      ))}
    </span>
  );
}
