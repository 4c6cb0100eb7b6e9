"use client";
/** Numbers side by side, each with its change, its sample, and what it means one press away. */
import { Info } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { DrawingOf } from "@/api/dashboard";
import { openExplain } from "@/app/_frame/address";
import { beside, shown } from "@/metrics/drawing";
import { change, say } from "@/metrics/format";
import { ChangeMark, Figures as Written } from "@/metrics/reading";
import { en } from "@/text/en";
import { dashboard } from "@/text/en-dashboard";
import { cx, Foreign, Sentence, tame } from "@/ui/basic";
import { useWidgetHref } from "./going";
import { withMedian } from "./tables";

type Figure = DrawingOf<"figures">["figures"][number];
type About = NonNullable<Figure["about"]>;

/** Whose number it is, as the drawer's address names it. */
export function subjectOf({ level, id }: About): string {
  return id ? `${level}:${id}` : level;
}

export function Figures({ drawing }: { drawing: DrawingOf<"figures"> }) {
  return (
    // Names, numbers and notes of one row each stand on one line, however long a name is.
    <ul
      className={cx(
        "-mx-4 grid gap-x-px overflow-hidden",
        drawing.figures.some((figure) => figure.text)
          ? "grid-cols-[repeat(auto-fit,minmax(148px,1fr))]"
          : "grid-cols-[repeat(auto-fit,minmax(112px,1fr))] max-sm:grid-cols-[repeat(auto-fit,minmax(136px,1fr))]",
      )}
    >
      {drawing.figures.map((figure, at) => (
        <li
          key={`${at} ${figure.label}`}
          className="relative row-span-3 grid min-w-0 grid-rows-subgrid shadow-[-1px_0_0_var(--line)] after:absolute after:-top-px after:left-0 after:h-px after:w-[200vw] after:bg-line max-sm:last:odd:col-span-full"
        >
          <Tile figure={figure} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ figure }: { figure: Figure }) {
  const to = useWidgetHref();
  const { about, href } = figure;
  const look = "group row-span-3 grid w-full min-w-0 grid-rows-subgrid content-start px-4 py-2.5 text-left";
  const pressed = "hover:bg-hover focus-visible:outline-offset-[-2px]";
  const inside = <Inside figure={figure} opens={about != null} />;
  if (about) {
    return (
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => openExplain(about.metric, subjectOf(about))}
        className={cx(look, pressed)}
      >
        {inside}
      </button>
    );
  }
  const address = href ? to(href) : null;
  if (address !== null) {
    return (
      <Link href={address} prefetch={false} className={cx(look, pressed)}>
        {inside}
      </Link>
    );
  }
  return <div className={look}>{inside}</div>;
}

function Inside({ figure, opens }: { figure: Figure; opens: boolean }) {
  const { value, mean } = shown(withMedian(figure));
  const notes: ReactNode[] = [];
  if (mean !== null) notes.push(`${dashboard.card.mean} ${say(mean, figure.unit)}`);
  if (figure.low != null && figure.high != null) {
    notes.push(dashboard.card.interval(say(figure.low, figure.unit), say(figure.high, figure.unit)));
  }
  const { now, was } = beside(withMedian(figure));
  const moved = change(now, was, figure.unit, figure.better ?? "neither");
  return (
    <>
      <span className="flex items-start justify-between gap-2 text-small text-ink-2">
        <span className="line-clamp-2">
          <Foreign>{figure.label}</Foreign>
        </span>
        {opens && (
          <Info
            aria-hidden="true"
            size={13}
            className="mt-0.5 shrink-0 text-ink-3 opacity-50 group-hover:opacity-100"
          />
        )}
      </span>
      {figure.withheld ? (
        <span className="mt-1 text-small text-ink-3">{tame(figure.withheld)}</span>
      ) : (
        <>
          <span
            className={cx(
              "mt-0.5 flex flex-wrap items-baseline font-semibold",
              figure.text ? "text-title leading-7" : "text-reading",
              value === null && !figure.text && "text-ink-3",
            )}
          >
            {figure.text ? <Foreign>{figure.text}</Foreign> : <Written value={value} unit={figure.unit} big />}
            {mean !== null && (
              <span className="ml-1.5 text-small font-normal whitespace-nowrap text-ink-3">{en.explain.median}</span>
            )}
          </span>
          <span className="figures flex flex-wrap content-start items-center gap-x-2 text-small text-ink-3">
            {notes.map((note, at) => (
              <span key={at} className="whitespace-nowrap">
                {note}
              </span>
            ))}
            <ChangeMark of={moved} before={was === null ? null : say(was, figure.unit)} />
            {figure.n != null && (figure.value !== figure.n || figure.unit !== "count") && (
              <span className="whitespace-nowrap">{en.reading.n(figure.n)}</span>
            )}
            {figure.says && (
              <span className="basis-full">
                <Sentence>{figure.says}</Sentence>
              </span>
            )}
          </span>
        </>
      )}
    </>
  );
}
