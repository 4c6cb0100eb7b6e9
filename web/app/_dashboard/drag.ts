"use client";
/** Moving a widget with the pointer: where it would land is shown, and it lands when it is let go. Escape leaves it. */
import { type PointerEvent as Pointed, type RefObject, useCallback, useEffect, useRef, useState } from "react";

export interface Landing {
  key: string;
  side: "before" | "after";
  /** Whether the line lies above or below instead of beside. */
  isStacked: boolean;
}

export interface Drag {
  key: string;
  x: number;
  y: number;
  over: Landing | null;
}

const STARTS_AT = 5;
const EDGE = 90;
const FASTEST = 16;

interface Room {
  key: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Which widget the pointer is nearest to, and on which side of it. `wide` is how wide the grid is. */
export function landing(rooms: readonly Room[], x: number, y: number, wide: number): Landing | null {
  let best: { room: Room; far: number } | null = null;
  for (const room of rooms) {
    const across = Math.max(room.left - x, 0, x - room.right);
    const down = Math.max(room.top - y, 0, y - room.bottom);
    const far = Math.hypot(across, down);
    if (best === null || far < best.far) best = { room, far };
  }
  if (best === null) return null;
  const { room } = best;
  const isStacked = room.right - room.left > wide * 0.9;
  const isBefore = isStacked ? y < (room.top + room.bottom) / 2 : x < (room.left + room.right) / 2;
  return { key: room.key, side: isBefore ? "before" : "after", isStacked };
}

/** The place in the list without what is moved. */
export function placeOf(keys: readonly string[], moving: string, over: Landing): number {
  const others = keys.filter((key) => key !== moving);
  const at = others.indexOf(over.key);
  return at < 0 ? keys.indexOf(moving) : at + (over.side === "after" ? 1 : 0);
}

function roomsIn(grid: HTMLElement): Room[] {
  return [...grid.querySelectorAll<HTMLElement>("[data-cell]")].map((cell) => {
    const { left, right, top, bottom } = cell.getBoundingClientRect();
    return { key: cell.dataset.cell ?? "", left, right, top, bottom };
  });
}

export function useDrag(
  grid: RefObject<HTMLElement | null>,
  {
    onLift,
    onDrop,
    onBack,
  }: { onLift: (key: string) => void; onDrop: (key: string, over: Landing) => void; onBack: (key: string) => void },
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const told = useRef({ onLift, onDrop, onBack });
  useEffect(() => {
    told.current = { onLift, onDrop, onBack };
  });

  const start = useCallback(
    (event: Pointed<HTMLElement>, key: string) => {
      if (event.button !== 0 || !event.isPrimary) return;
      const from = { x: event.clientX, y: event.clientY };
      let now: Drag | null = null;
      let frame = 0;
      const follow = (x: number, y: number) => {
        const box = grid.current;
        if (box === null) return;
        const found = landing(roomsIn(box), x, y, box.clientWidth);
        now = { key, x, y, over: found?.key === key ? null : found };
        setDrag(now);
      };
      // Near an edge of the window the page goes on under the pointer.
      const scroll = () => {
        if (now !== null) {
          const { y } = now;
          const by = y < EDGE ? y - EDGE : y > window.innerHeight - EDGE ? y - window.innerHeight + EDGE : 0;
          if (by !== 0) {
            window.scrollBy(0, (by / EDGE) * FASTEST);
            follow(now.x, y);
          }
        }
        frame = requestAnimationFrame(scroll);
      };
      const move = (moved: PointerEvent) => {
        if (moved.pointerId !== event.pointerId) return;
        if (now === null) {
          if (Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < STARTS_AT) return;
          told.current.onLift(key);
          frame = requestAnimationFrame(scroll);
        }
        moved.preventDefault();
        follow(moved.clientX, moved.clientY);
      };
      const end = (how: "drop" | "back") => {
        cancelAnimationFrame(frame);
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        window.removeEventListener("pointercancel", cancel);
        window.removeEventListener("keydown", press, true);
        const last = now;
        now = null;
        setDrag(null);
        if (last === null) return;
        if (how === "drop" && last.over !== null) told.current.onDrop(key, last.over);
        else told.current.onBack(key);
      };
      const up = () => end("drop");
      const cancel = () => end("back");
      const press = (pressed: KeyboardEvent) => {
        if (pressed.key !== "Escape") return;
        pressed.preventDefault();
        pressed.stopPropagation();
        end("back");
      };
      window.addEventListener("pointermove", move, { passive: false });
      window.addEventListener("pointerup", up);
      window.addEventListener("pointercancel", cancel);
      window.addEventListener("keydown", press, true);
    },
    [grid],
  );
  return { drag, start };
}
