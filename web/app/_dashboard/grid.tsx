"use client";
/** Widgets on their grid: four columns, two where it is narrow, one on a phone. */
import { useMemo } from "react";
import type { WidgetAccess, WidgetSize } from "@/api/dashboard";
import { cx } from "@/ui/basic";
import { WidgetCard } from "./card";
import { drawn, type Placed, spans } from "./layout";

const SPAN = ["", "lg:col-span-1", "lg:col-span-2", "lg:col-span-3", "lg:col-span-4"];
const TABLET: Record<WidgetSize, string> = { small: "", medium: "", large: "sm:col-span-2", full: "sm:col-span-2" };
export const FRAME = "grid gap-4 sm:grid-cols-2 lg:grid-cols-4";

export interface Shown {
  placed: Placed;
  widget: WidgetAccess;
  span: string;
}

export function useShown(placed: readonly Placed[], widgets: readonly WidgetAccess[]): Shown[] {
  return useMemo(() => {
    const known = new Map(widgets.map((one) => [one.key, one]));
    const here = drawn(placed).flatMap((one) => {
      const widget = known.get(one.key);
      return widget === undefined ? [] : [{ placed: one, widget }];
    });
    const wide = spans(here.map((one) => one.placed.size));
    return here.map((one, at) => ({ ...one, span: cx(TABLET[one.placed.size], SPAN[wide[at] ?? 1]) }));
  }, [placed, widgets]);
}

/** As it is looked at. */
export function Grid({
  placed,
  widgets,
  wall,
}: {
  placed: readonly Placed[];
  widgets: readonly WidgetAccess[];
  wall: boolean;
}) {
  const shown = useShown(placed, widgets);
  const first = shown.find((one) => one.widget.of_me);
  return (
    <div className={FRAME}>
      {shown.map((one) => (
        <div key={one.placed.key} className={cx("min-w-0", one.span)}>
          <WidgetCard
            widget={one.widget}
            size={one.placed.size}
            wall={wall}
            asksWho={!one.widget.of_me || one === first}
          />
        </div>
      ))}
    </div>
  );
}
