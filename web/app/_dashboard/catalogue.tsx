"use client";
/** Every widget there is, by category: what it counts, and why somebody may not have it. */
import { Check, Lock, Plus } from "lucide-react";
import { useDeferredValue, useId, useState } from "react";
import type { WidgetAccess } from "@/api/dashboard";
import { match } from "@/app/_frame/matching";
import { dashboard } from "@/text/en-dashboard";
import { Badge, Button, cx, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty } from "@/ui/states";

const text = dashboard.catalogue;

/** Those about a few letters; of a title sooner than of what it says. */
export function found(widgets: readonly WidgetAccess[], letters: string, category: string | null): WidgetAccess[] {
  const wish = letters.trim().toLowerCase();
  return widgets
    .filter((one) => category === null || one.categories.includes(category))
    .map((one) => ({ one, rank: wish === "" ? 0 : rankOf(one, wish) }))
    .filter((entry): entry is { one: WidgetAccess; rank: number } => entry.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .map((entry) => entry.one);
}

function rankOf(one: WidgetAccess, wish: string): number | null {
  const title = match(one.title, wish);
  if (title !== null && title < 2) return title;
  return one.says.toLowerCase().includes(wish) || one.categories.some((key) => key.includes(wish)) ? 3 : title;
}

export default function Catalogue({
  widgets,
  here,
  onAdd,
  onClose,
}: {
  widgets: readonly WidgetAccess[];
  here: ReadonlySet<string>;
  onAdd: (widget: WidgetAccess) => void;
  onClose: () => void;
}) {
  const id = useId();
  const [letters, setLetters] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const categories = [...new Set(widgets.flatMap((one) => one.categories))].sort();
  const shown = found(widgets, useDeferredValue(letters), category);
  return (
    <Dialog open onClose={onClose} title={text.title} says={text.says} wide>
      <label htmlFor={id} className="sr-only">
        {text.find}
      </label>
      <input
        id={id}
        type="search"
        value={letters}
        placeholder={text.find}
        onChange={(event) => setLetters(event.target.value)}
        className="field"
      />
      <fieldset className="mt-3 flex flex-wrap gap-1.5">
        <legend className="sr-only">{text.title}</legend>
        {[null, ...categories].map((one) => (
          <button
            key={one ?? ""}
            type="button"
            aria-pressed={category === one}
            onClick={() => setCategory(one)}
            className="rounded-full border border-line px-2.5 py-0.5 text-small text-ink-2 hover:bg-hover aria-pressed:border-transparent aria-pressed:bg-accent-wash aria-pressed:font-medium aria-pressed:text-accent-ink"
          >
            {one === null ? text.all : text.category(one)}
          </button>
        ))}
      </fieldset>
      <ul aria-live="polite" className="mt-3 -mx-2 min-h-[280px]">
        {shown.length === 0 && (
          <li>
            <Empty>{text.none(letters)}</Empty>
          </li>
        )}
        {shown.map((one) => (
          <li
            key={one.key}
            className="flex items-start gap-3 rounded-control border-b border-line px-2 py-2.5 last:border-0"
          >
            <div className={cx("min-w-0 grow", !one.accessible && "text-ink-3")}>
              <p className="flex flex-wrap items-center gap-x-2 font-medium">
                {one.title}
                {one.categories.map((key) => (
                  <Badge key={key}>{text.category(key)}</Badge>
                ))}
              </p>
              <p className="text-small text-ink-3">
                <Sentence>{one.says}</Sentence>
              </p>
              {one.reason && (
                <p className="mt-0.5 flex items-center gap-1.5 text-small text-worse">
                  <Lock aria-hidden="true" size={12} /> {one.reason}
                </p>
              )}
            </div>
            {here.has(one.key) ? (
              <span className="inline-flex h-[30px] shrink-0 items-center gap-1.5 px-2 text-small text-ink-3">
                <Check aria-hidden="true" size={13} /> {text.here}
              </span>
            ) : (
              one.accessible && (
                <Button aria-label={`${text.add}: ${one.title}`} onClick={() => onAdd(one)} className="shrink-0">
                  <Plus aria-hidden="true" size={13} /> {text.add}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
