"use client";
/** A widget on the page: title with its meaning, what it shows, or honestly why it shows nothing. */
import {
  ArrowUpRight,
  ChartColumn,
  Ellipsis,
  FileDown,
  ImageDown,
  Info,
  RotateCcw,
  Table2,
  TriangleAlert,
} from "lucide-react";
import Link from "next/link";
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { address } from "@/api/client";
import {
  useWidgetAnswer,
  type WidgetAccess,
  type WidgetAnswer,
  type WidgetAsk,
  type WidgetSize,
} from "@/api/dashboard";
import { usePlace } from "@/app/_frame/place";
import { addDays, writeRange } from "@/metrics/periods";
import { dashboard } from "@/text/en-dashboard";
import { Badge, cx, dateTime, IconButton, Sentence, Skeleton, tame } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { Empty, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { splitHref, useWidgetHref } from "./going";
import { useHeight } from "./heights";
import { isPicture } from "./tables";

const text = dashboard.card;
/* Fetched while the widgets are asked for: neither waits for the other. */
const loadDrawings = () => import("./drawings");
const Drawings = lazy(loadDrawings);
if (typeof window !== "undefined") void loadDrawings();
const REFRESH = 5 * 60_000;

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

/** Whether there is more in it than can be seen: then it scrolls, and the keyboard must reach it. */
function useOverflows(box: RefObject<HTMLElement | null>): boolean {
  const [is, set] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => set(element.scrollHeight > element.clientHeight + 1);
    const seen = new ResizeObserver(look);
    seen.observe(element);
    const inside = new MutationObserver(look);
    inside.observe(element, { childList: true, subtree: true });
    return () => {
      seen.disconnect();
      inside.disconnect();
    };
  }, [box]);
  return is;
}

export function WidgetCard({
  widget,
  size,
  wall,
  head,
  inert = false,
}: {
  widget: WidgetAccess;
  size: WidgetSize;
  wall: boolean;
  /** What stands in its head while the page is arranged: a grip before the title, buttons after it. */
  head?: { before: ReactNode; after: ReactNode } | undefined;
  inert?: boolean;
}) {
  const { workspace, period, team } = usePlace();
  const [box, isNear] = useNear();
  const body = useRef<HTMLDivElement>(null);
  const overflows = useOverflows(body);
  const [asTable, setAsTable] = useState(false);
  const ask = askOf(widget, period, team);
  const query = useWidgetAnswer(workspace.id, widget.key, ask, { enabled: isNear, every: wall ? REFRESH : false });
  const found = query.data;
  const height = useHeight(box, `${widget.key}.${size}`, found !== undefined);
  const hasPictures = found?.drawings.some(isPicture) ?? false;
  const isFixed = size !== "full";
  return (
    <section
      ref={box}
      aria-labelledby={`widget-${widget.key}`}
      aria-busy={query.isFetching}
      data-widget={widget.key}
      className={cx("flex h-full min-w-0 flex-col rounded-card border border-line bg-card", isFixed && "sm:h-[312px]")}
      style={found === undefined && !query.error ? { minHeight: height } : undefined}
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
          "min-h-0 grow overflow-y-auto px-4 pb-4",
          isFixed && "max-sm:max-h-[440px]",
          inert && "pointer-events-none select-none",
          query.isPlaceholderData && "opacity-60 transition-opacity",
        )}
      >
        {query.error && found === undefined ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0! pt-2!" />
        ) : found === undefined ? (
          <Waiting size={size} />
        ) : (
          <Shown
            found={found}
            title={widget.title}
            asTable={asTable}
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
  failed,
  again,
}: {
  found: WidgetAnswer;
  title: string;
  asTable: boolean;
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
        <Nothing empty={found.empty} />
      ) : (
        <Suspense fallback={<Skeleton className="h-full min-h-12" />}>
          <Drawings drawings={found.drawings} title={title} asTable={asTable} />
        </Suspense>
      )}
      {found.caution !== null && (
        <p className="mt-3 flex items-start gap-1.5 text-small text-ink-3">
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
  return <div className="grid min-h-full place-items-center">{children}</div>;
}

function Nothing({ empty }: { empty: NonNullable<WidgetAnswer["empty"]> }) {
  const link = empty.action ? splitHref(empty.action.href) : null;
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

function Waiting({ size }: { size: WidgetSize }) {
  return size === "full" ? (
    <Skeleton className="h-full min-h-12" />
  ) : (
    <div className="flex h-full flex-col gap-3 pt-1">
      <Skeleton className="h-5 w-2/5" />
      <Skeleton className="min-h-24 grow" />
      <Skeleton className="h-3 w-3/5" />
    </div>
  );
}

/** That the period or the team of the page does not change it, where somebody could think it does. */
function Limits({ widget }: { widget: WidgetAccess }) {
  const { team } = usePlace();
  const isWhole = team !== null && !widget.takes_team;
  if (widget.of_me && !isWhole) return null;
  return (
    <span className="flex shrink-0 gap-1">
      {!widget.takes_period && (
        <span title={text.nowSays} className="max-lg:hidden">
          <Badge>{text.now}</Badge>
        </span>
      )}
      {isWhole && (
        <span title={text.everyTeamSays}>
          <Badge>{text.everyTeam}</Badge>
        </span>
      )}
    </span>
  );
}

/** The same in words. */
function Limited({ widget }: { widget: WidgetAccess }) {
  const says = [widget.takes_period ? null : text.nowSays, widget.takes_team ? null : text.everyTeamSays];
  if (widget.takes_period && widget.takes_team) return null;
  return <p className="mt-3 text-small text-ink-3">{says.filter(Boolean).join(" ")}</p>;
}

function RowsLink({ rows }: { rows: WidgetAnswer["rows"] }) {
  const to = useWidgetHref()(rows.href);
  if (to === null) return null;
  return (
    <Link
      href={to}
      prefetch={false}
      aria-label={tame(rows.label)}
      title={tame(rows.label)}
      className="inline-flex size-7 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
    >
      <ArrowUpRight aria-hidden="true" size={15} />
    </Link>
  );
}

function Meaning({ widget, found }: { widget: WidgetAccess; found: WidgetAnswer | undefined }) {
  const to = useWidgetHref()((found?.rows ?? widget.rows).href);
  return (
    <Popover
      label={text.about(widget.title)}
      align="start"
      className="w-[320px] max-w-[calc(100vw-24px)] p-4!"
      trigger={
        <button
          type="button"
          data-chrome
          aria-label={text.about(widget.title)}
          title={text.about(widget.title)}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
        >
          <Info aria-hidden="true" size={13} />
        </button>
      }
    >
      <p className="font-semibold">{widget.title}</p>
      <p className="mt-1 text-ink-2">
        <Sentence>{widget.says}</Sentence>
      </p>
      {found && (
        <dl className="figures mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
          {found.n !== null && <Fact name={text.sample}>{text.n(found.n)}</Fact>}
          {found.from !== null && found.to !== null && (
            <Fact name={text.days}>
              {writeRange(found.from, found.to < found.from ? addDays(found.from, 1) : found.to)}
            </Fact>
          )}
          <Fact name={text.asOf}>{dateTime(found.as_of)}</Fact>
        </dl>
      )}
      <Limited widget={widget} />
      {found?.caution && (
        <p className="mt-3 border-t border-line pt-3 text-small text-ink-2">
          <Sentence>{found.caution}</Sentence>
        </p>
      )}
      {to !== null && (
        <PopoverClose asChild>
          <Link href={to} prefetch={false} className="control mt-3">
            {tame((found?.rows ?? widget.rows).label)} <ArrowUpRight aria-hidden="true" size={13} />
          </Link>
        </PopoverClose>
      )}
    </Popover>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="text-right">{children}</dd>
    </>
  );
}

function Menu({
  widget,
  ask,
  box,
  again,
}: {
  widget: WidgetAccess;
  ask: WidgetAsk;
  box: RefObject<HTMLElement | null>;
  again: () => void;
}) {
  const { workspace } = usePlace();
  const tell = useTell();
  const csv = address(`/dashboard/widgets/${widget.key}/data.csv`, { workspace_id: workspace.id, ...ask });
  const picture = async () => {
    try {
      const { savePicture } = await import("./picture");
      if (box.current) await savePicture(box.current, widget.key);
    } catch {
      tell(text.pictureFailed);
    }
  };
  return (
    <Popover
      label={text.menu(widget.title)}
      className="w-[200px]"
      trigger={
        <IconButton label={text.menu(widget.title)}>
          <Ellipsis size={15} />
        </IconButton>
      }
    >
      <PopoverClose asChild>
        <button type="button" className={MENU_ITEM} onClick={() => void picture()}>
          <ImageDown aria-hidden="true" size={14} /> {text.picture}
        </button>
      </PopoverClose>
      <PopoverClose asChild>
        <a href={csv} download className={MENU_ITEM}>
          <FileDown aria-hidden="true" size={14} /> {text.csv}
        </a>
      </PopoverClose>
      <PopoverClose asChild>
        <button type="button" className={MENU_ITEM} onClick={again}>
          <RotateCcw aria-hidden="true" size={14} /> {text.again}
        </button>
      </PopoverClose>
    </Popover>
  );
}
