"use client";
/** What stands in the head of a widget's card: what it means, what it is limited to, and what can be done with it. */
import { ArrowUpRight, Ellipsis, FileDown, ImageDown, Info, RotateCcw } from "lucide-react";
import Link from "next/link";
import type { ReactNode, RefObject } from "react";
import { address } from "@/api/client";
import type { WidgetAccess, WidgetAnswer, WidgetAsk } from "@/api/dashboard";
import { usePlace } from "@/app/_frame/place";
import { addDays, writeRange } from "@/metrics/periods";
import { dashboard } from "@/text/en-dashboard";
import { Badge, dateTime, IconButton, Sentence, tame } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { useTell } from "@/ui/toast";
import { useWidgetHref } from "./going";

const text = dashboard.card;

/** That the period or the team of the page does not change it, where somebody could think it does. */
export function Limits({ widget }: { widget: WidgetAccess }) {
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

export function RowsLink({ rows }: { rows: WidgetAnswer["rows"] }) {
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

export function Meaning({ widget, found }: { widget: WidgetAccess; found: WidgetAnswer | undefined }) {
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

export function Menu({
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
