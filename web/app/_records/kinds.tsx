"use client";
/** The kinds there are, how many of each and how many are open; choosing one narrows the list to it. */
import type { WorkRecordKind } from "@/api/records";
import { go } from "@/app/_frame/address";
import { count } from "@/metrics/format";
import { records as en } from "@/text/en-records";
import { cx, Foreign, Skeleton } from "@/ui/basic";

const WAITING = ["one", "two", "three", "four", "five", "six"];

export function kindName(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return en.known[kind] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export function Kinds({ kinds, chosen }: { kinds: readonly WorkRecordKind[] | undefined; chosen: string | null }) {
  const all = kinds?.reduce((sum, one) => sum + one.records, 0) ?? 0;
  const open = kinds?.reduce((sum, one) => sum + one.open, 0) ?? 0;
  return (
    <fieldset
      aria-label={en.kinds}
      aria-busy={kinds === undefined}
      className="grid min-w-0 grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-2 max-sm:-mx-3 max-sm:flex max-sm:overflow-x-auto max-sm:px-3"
    >
      {kinds === undefined
        ? WAITING.map((key) => <Skeleton key={key} className="h-16 max-sm:min-w-[132px] max-sm:shrink-0" />)
        : [{ kind: null, records: all, open }, ...kinds].map((one) => (
            <Tile key={one.kind ?? ""} {...one} isChosen={one.kind === chosen} />
          ))}
    </fieldset>
  );
}

function Tile({
  kind,
  records,
  open,
  isChosen,
}: {
  kind: string | null;
  records: number;
  open: number;
  isChosen: boolean;
}) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => go({ kind, status: null, stage: null, id: null })}
      className={cx(
        "flex h-16 min-w-0 flex-col justify-center rounded-card border px-3 text-left max-sm:min-w-[132px] max-sm:shrink-0",
        isChosen ? "border-accent bg-accent-wash" : "border-line bg-raised hover:bg-hover",
      )}
    >
      <span className={cx("block w-full truncate text-small", isChosen ? "text-accent-ink" : "text-ink-2")}>
        <Foreign>{kind === null ? en.allKinds : kindName(kind)}</Foreign>
      </span>
      <span className="flex items-baseline gap-2">
        <span className="figures text-[17px] font-semibold">{count(records)}</span>
        <span className="truncate text-small text-ink-3">{en.open(open)}</span>
      </span>
    </button>
  );
}
