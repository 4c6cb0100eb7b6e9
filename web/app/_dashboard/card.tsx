"use client";
/** A widget on the page: title with its meaning, what it shows, or honestly why it shows nothing. */
import { ChartColumn, Table2, TriangleAlert } from "lucide-react";
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import {
  useWidgetAnswer,
  type WidgetAccess,
  type WidgetAnswer,
  type WidgetAsk,
  type WidgetSize,
} from "@/api/dashboard";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { cx, IconButton, Sentence, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty, Wrong } from "@/ui/states";
import { Limits, Meaning, Menu, RowsLink } from "./card-head";
import { splitHref } from "./going";
import { grows, heightOf, useHeight } from "./heights";
import { isPicture } from "./tables";

const text = dashboard.card;
/* Fetched while the widgets are asked for: neither waits for the other. */
const loadDrawings = () => import("./drawings");
const Drawings = lazy(loadDrawings);
if (typeof window !== "undefined") void loadDrawings();
const REFRESH = 5 * 60_000;
/* Where one says who one is: what widgets lead to that cannot be about somebody unknown. */
const WHO = "/me";
/* The space under what is shown is nothing one would miss. */
const END = 18;
/* What a card has for its drawings, and what a caution under them takes. */
const ROOM = { usual: 254, wide: 342 };
const CAUTION = 44;

/** What a widget is asked: only what it says it takes. */
export function askOf(
  widget: Pick<WidgetAccess, "takes_period" | "takes_team">,
  span: { from: string; to: string },
  team: string | null,
): WidgetAsk {
  return {
    from: widget.takes_period ? span.from : null,
    to: widget.takes_period ? span.to : null,
    team_id: widget.takes_team ? team : null,
  };
}

/** Whether something was near what can be seen; once it was, it stays so. */
function useNear() {
  const box = useRef<HTMLElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null || isNear) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: "240px 0px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [isNear]);
  return [box, isNear] as const;
}

/** Whether there is more in it than can be seen: then it scrolls, the keyboard must reach it, and its end fades. */
function useOverflows(box: RefObject<HTMLElement | null>): { overflows: boolean; goesOn: boolean } {
  const [overflows, setOverflows] = useState(false);
  const [goesOn, setGoesOn] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      const rest = element.scrollHeight - element.clientHeight;
      setOverflows(rest > 1);
      setGoesOn(rest - element.scrollTop > END);
    };
    const seen = new ResizeObserver(look);
    seen.observe(element);
    const inside = new MutationObserver(look);
    inside.observe(element, { childList: true, subtree: true });
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      seen.disconnect();
      inside.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box]);
  return { overflows, goesOn };
}

export function WidgetCard({
  widget,
  size,
  wall,
  head,
  inert = false,
  asksWho = true,
}: {
  widget: WidgetAccess;
  size: WidgetSize;
  wall: boolean;
  /** What stands in its head while the page is arranged: a grip before the title, buttons after it. */
  head?: { before: ReactNode; after: ReactNode } | undefined;
  inert?: boolean;
  /** Whether it asks who is looking, where that is not known; one on the page is enough. */
  asksWho?: boolean;
}) {
  const { workspace, period, team } = usePlace();
  const [box, isNear] = useNear();
  const body = useRef<HTMLDivElement>(null);
  const { overflows, goesOn } = useOverflows(body);
  const [asTable, setAsTable] = useState(false);
  const ask = askOf(widget, period, team);
  const query = useWidgetAnswer(workspace.id, widget.key, ask, { enabled: isNear, every: wall ? REFRESH : false });
  const found = query.data;
  const last = useHeight(box, grows(widget, size) ? widget.key : null, found !== undefined);
  const hasPictures = found?.drawings.some(isPicture) ?? false;
  return (
    <section
      ref={box}
      aria-labelledby={`widget-${widget.key}`}
      aria-busy={query.isFetching}
      data-widget={widget.key}
      className={cx("flex min-w-0 flex-col rounded-card border border-line bg-card", heightOf(widget, size))}
      style={found === undefined && !query.error && last !== undefined ? { minHeight: last } : undefined}
    >
      <header className="flex min-h-10 items-center gap-1.5 py-1 pr-1.5 pl-4">
        {head?.before}
        <h2 id={`widget-${widget.key}`} className="min-w-0 truncate font-semibold">
          {widget.title}
        </h2>
        {!inert && !wall && <Meaning widget={widget} found={found} />}
        {size !== "small" && <Limits widget={widget} />}
        <span className="grow" />
        {head?.after ??
          (!wall && (
            <span data-chrome className="flex shrink-0 items-center">
              {hasPictures && (
                <IconButton
                  label={`${asTable ? text.drawing : text.table}: ${widget.title}`}
                  aria-pressed={asTable}
                  onClick={() => setAsTable(!asTable)}
                >
                  {asTable ? <ChartColumn size={15} /> : <Table2 size={15} />}
                </IconButton>
              )}
              <RowsLink rows={found?.rows ?? widget.rows} />
              <Menu widget={widget} ask={ask} box={box} again={() => void query.refetch()} />
            </span>
          ))}
      </header>
      {/* What is looked at only to be moved is not reached by Tab. */}
      <div
        ref={body}
        inert={inert}
        {...(overflows && !inert ? { tabIndex: 0, role: "region", "aria-label": widget.title } : {})}
        className={cx(
          "flex min-h-0 grow flex-col overflow-y-auto px-4 pb-4",
          goesOn && "fades",
          inert && "pointer-events-none select-none",
          query.isPlaceholderData && "opacity-60 transition-opacity",
        )}
      >
        {query.error && found === undefined ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0! pt-2!" />
        ) : found === undefined ? (
          // What nobody has come near to is not asked for yet, and does not pretend to load.
          isNear && <Waiting slim={grows(widget, size)} />
        ) : (
          <Shown
            found={found}
            title={widget.title}
            asTable={asTable}
            wide={size === "full"}
            asksWho={asksWho}
            failed={query.isRefetchError ? query.error : null}
            again={() => void query.refetch()}
          />
        )}
      </div>
    </section>
  );
}

function Shown({
  found,
  title,
  asTable,
  wide,
  asksWho,
  failed,
  again,
}: {
  found: WidgetAnswer;
  title: string;
  asTable: boolean;
  /** Across the page there is more room for drawings. */
  wide: boolean;
  asksWho: boolean;
  /** What went wrong when it was asked again; what was known stays. */
  failed: unknown;
  again: () => void;
}) {
  return (
    <>
      {failed !== null && <Wrong error={failed} retry={again} className="mb-3 p-0!" />}
      {found.withheld !== null ? (
        <Middle>
          <Empty title={text.withheld}>
            <Sentence>{found.withheld}</Sentence>
          </Empty>
        </Middle>
      ) : found.empty !== null ? (
        <Nothing empty={found.empty} says={found.says} asksWho={asksWho} />
      ) : (
        <Suspense fallback={<Skeleton className="min-h-12 grow" />}>
          <Drawings
            drawings={found.drawings}
            title={title}
            asTable={asTable}
            room={ROOM[wide ? "wide" : "usual"] - (found.caution === null ? 0 : CAUTION)}
          />
        </Suspense>
      )}
      {found.caution !== null && (
        <p className="mt-auto flex items-start gap-1.5 pt-3 text-small text-ink-3">
          <TriangleAlert aria-label={text.care} size={13} className="mt-0.5 shrink-0 text-worse" />
          <span>
            <Sentence>{found.caution}</Sentence>
          </span>
        </p>
      )}
    </>
  );
}

function Middle({ children }: { children: ReactNode }) {
  return <div className="grid grow place-items-center">{children}</div>;
}

function Nothing({
  empty,
  says,
  asksWho,
}: {
  empty: NonNullable<WidgetAnswer["empty"]>;
  /** What it would show. */
  says: string;
  asksWho: boolean;
}) {
  const link = empty.action ? splitHref(empty.action.href) : null;
  if (link?.path === WHO && !asksWho)
    return (
      <Middle>
        <Empty>
          <Sentence>{says}</Sentence>
        </Empty>
      </Middle>
    );
  return (
    <Middle>
      <Empty
        action={
          empty.action &&
          link && (
            <ButtonLink href={link.path} changes={link.changes}>
              {empty.action.label}
            </ButtonLink>
          )
        }
      >
        <Sentence>{empty.sentence}</Sentence>
      </Empty>
    </Middle>
  );
}

function Waiting({ slim }: { slim: boolean }) {
  return slim ? (
    <Skeleton className="min-h-12 grow" />
  ) : (
    <div className="flex grow flex-col gap-3 pt-1">
      <Skeleton className="h-5 w-2/5" />
      <Skeleton className="min-h-24 grow" />
      <Skeleton className="h-3 w-3/5" />
    </div>
  );
}
