"use client";
/** Tables, lists and sentences of widgets. */
import type { DrawingOf } from "@/api/dashboard";
import { NOTHING, write } from "@/metrics/format";
import { en } from "@/text/en";
import { dashboard } from "@/text/en-dashboard";
import { Badge, cx, exact, Foreign, Instant, Sentence, shortDay } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Going, splitHref } from "./going";

type Table = DrawingOf<"table">;
type Cell = Table["rows"][number][number];
type Column = Table["columns"][number];
type Tone = NonNullable<Cell["tone"]>;

const INK: Record<Tone, string> = { plain: "", good: "text-better", attention: "text-worse", broken: "text-broken" };
const DOT: Record<Tone, string> = {
  plain: "bg-line-strong",
  good: "bg-better",
  attention: "bg-worse",
  broken: "bg-broken",
};

/** How long ago; of what is still to come, the day. */
function When({ at }: { at: string }) {
  if (Date.parse(at) <= Date.now()) return <Instant at={at} />;
  return (
    <time dateTime={at} title={exact(at)} className="whitespace-nowrap">
      {shortDay(at)}
    </time>
  );
}

function More({ shown, total }: { shown: number; total: number }) {
  if (total <= shown) return null;
  return <p className="figures pt-1.5 text-small text-ink-3">{dashboard.card.of(shown, total)}</p>;
}

export function Rows({ drawing, label }: { drawing: Table; label: string }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse */}
      <section tabIndex={0} aria-label={label} className="-mx-2 overflow-x-auto">
        <table className="w-full border-collapse">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr>
              {drawing.columns.map((column, at) => (
                <th
                  key={`${at} ${column.title}`}
                  scope="col"
                  className={cx(
                    "h-7 px-2 pb-1 align-bottom text-small font-medium text-ink-3 wrap-normal",
                    isRight(column) ? "text-right" : "text-left whitespace-nowrap",
                    follows(drawing.columns, at) && "pl-6!",
                  )}
                >
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {drawing.rows.map((row, at) => (
              <tr key={at} className="hover:bg-hover">
                {row.map((cell, place) => {
                  const column = drawing.columns[place];
                  return (
                    <td
                      key={place}
                      className={cx(
                        "h-8 border-t border-line px-2 py-1",
                        column && isRight(column) ? "figures text-right whitespace-nowrap" : "text-left",
                        column && !isRight(column) && (place === 0 ? "min-w-32 max-sm:min-w-44" : "min-w-24"),
                        follows(drawing.columns, place) && "min-w-38! pl-6!",
                        INK[cell.tone ?? "plain"],
                      )}
                    >
                      <span title={cell.n == null || cell.withheld ? undefined : en.reading.n(cell.n)}>
                        <Going href={cell.href}>
                          <Inside cell={cell} column={column} />
                        </Going>
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <More shown={drawing.rows.length} total={drawing.total} />
    </>
  );
}

/** Words after numbers need room: they would stand end to end. */
const follows = (columns: readonly Column[], at: number): boolean => {
  const [before, own] = [columns[at - 1], columns[at]];
  return before !== undefined && own !== undefined && isRight(before) && !isRight(own);
};

const isRight = (column: Column) => column.kind === "number" || column.kind === "time";

function Inside({ cell, column }: { cell: Cell; column: Column | undefined }) {
  if (cell.withheld) {
    return (
      <span className="text-ink-3" title={cell.withheld}>
        {dashboard.card.withheld}
      </span>
    );
  }
  if (cell.text) return <Foreign>{cell.text}</Foreign>;
  if (cell.at) return <When at={cell.at} />;
  if (cell.value === null || cell.value === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  const written = write(cell.value, column?.unit ?? "count");
  return (
    <>
      {written.text}
      {written.unit !== "" && <span className="ml-1 text-ink-3">{written.unit}</span>}
    </>
  );
}

export function Items({ drawing, label }: { drawing: DrawingOf<"items">; label: string }) {
  if (drawing.items.length === 0) return <p className="text-ink-3">{dashboard.card.none}</p>;
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line">
        {drawing.items.map((item, at) => (
          <li key={at} className="flex items-start gap-2.5 py-2 first:pt-0.5">
            <span
              aria-hidden="true"
              className={cx("mt-[7px] size-1.5 shrink-0 rounded-full", DOT[item.tone ?? "plain"])}
            />
            <div className="min-w-0 grow">
              <p className="line-clamp-2">
                <Going href={item.href} className="font-medium hover:text-accent-ink hover:underline">
                  <Foreign>{item.title}</Foreign>
                </Going>
              </p>
              {item.detail && (
                <p className="text-small text-ink-3">
                  <Sentence>{item.detail}</Sentence>
                </p>
              )}
            </div>
            <span className="figures shrink-0 text-right text-small whitespace-nowrap text-ink-3">
              {item.value != null && <Value value={item.value} unit={item.unit ?? "count"} />}
              {item.at && (
                <span className="block">
                  <When at={item.at} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <More shown={drawing.items.length} total={drawing.total} />
    </>
  );
}

function Value({ value, unit }: { value: number; unit: Parameters<typeof write>[1] }) {
  const written = write(value, unit);
  return (
    <span className="block text-body text-ink">
      {written.text}
      {written.unit !== "" && <span className="ml-1 text-ink-3">{written.unit}</span>}
    </span>
  );
}

const TONE = { plain: null, good: "better", attention: "worse", broken: "broken" } as const;
const TONE_NAME = { good: "good", attention: "look at it", broken: "broken" } as const;

export function Said({ drawing }: { drawing: DrawingOf<"sentence"> }) {
  const tone = drawing.tone ?? "plain";
  const badge = TONE[tone];
  const link = drawing.link ? splitHref(drawing.link.href) : null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-0 max-w-[96ch] text-ink-2">
        {badge !== null && tone !== "plain" && (
          <span className="mr-2">
            <Badge tone={badge}>{TONE_NAME[tone]}</Badge>
          </span>
        )}
        <Sentence>{drawing.text}</Sentence>
      </p>
      {drawing.link && link && (
        <ButtonLink href={link.path} changes={link.changes} className="shrink-0">
          {drawing.link.label}
        </ButtonLink>
      )}
    </div>
  );
}
