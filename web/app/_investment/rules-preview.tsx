"use client";
/** What rules as they are being written would come to, before anybody keeps them. */
import type { RulesPreview } from "@/api/investment";
import { count } from "@/metrics/format";
import { investing as text } from "@/text/en-investing";
import { cx, Foreign, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import type { WrittenRules } from "./rules-form";

const EXAMPLES = 6;

export function PreviewOfRules({
  query,
  dirty,
  fresh,
  written,
}: {
  query: { data: RulesPreview | undefined; error: unknown; refetch: () => unknown };
  dirty: boolean;
  /** Whether it is of what is written now. */
  fresh: boolean;
  written: WrittenRules;
}) {
  const found = query.data;
  const nameOf = (key: string | null) =>
    key === null ? text.none : (written.categories.find((one) => one.key === key)?.name ?? key);
  return (
    <section aria-live="polite" aria-busy={dirty && !fresh} className="rounded-card border border-line bg-card p-4">
      <h3 className="font-semibold">{text.preview}</h3>
      {!dirty ? (
        <p className="text-ink-3">{text.same}</p>
      ) : query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-0! pb-0!" />
      ) : found === undefined ? (
        <>
          <p className="text-small text-ink-3">{text.counting}</p>
          <Skeleton className="mt-2 h-[96px]" />
        </>
      ) : (
        <div className={cx(!fresh && "opacity-60")}>
          <p className="text-small text-ink-3">{fresh ? text.previewSays(found.n) : text.counting}</p>
          <p className="mt-2">{text.uncategorised(found.uncategorised_before, found.uncategorised_after)}</p>
          {found.moved.length === 0 ? (
            <p className="mt-1 text-ink-3">{text.noneMoved}</p>
          ) : (
            <>
              <h4 className="mt-3 text-small text-ink-3">{text.moved}</h4>
              <ul>
                {found.moved.map((one) => (
                  <li key={`${one.before} ${one.after}`} className="flex justify-between gap-3 py-0.5">
                    <Foreign>{text.from(nameOf(one.before), nameOf(one.after))}</Foreign>
                    <span className="figures">{count(one.pulls)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {found.examples.length > 0 && (
            <>
              <h4 className="mt-3 text-small text-ink-3">{text.examples}</h4>
              <ul>
                {found.examples.slice(0, EXAMPLES).map((one) => (
                  <li key={`${one.repository_id} ${one.number}`} className="flex items-baseline gap-3 py-0.5">
                    <Foreign className="min-w-0 grow truncate">{one.title}</Foreign>
                    <Foreign className="shrink-0 text-small text-ink-3">{nameOf(one.category)}</Foreign>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </section>
  );
}
