"use client";
/** What is missing or doubtful: how much, which numbers it makes less, and the button that leads to mending it. */
import { Check as CheckMark, ChevronDown } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useMetrics } from "@/api/insights";
import type { DataCheck } from "@/api/quality";
import { useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { count, say } from "@/metrics/format";
import { quality as text } from "@/text/en-quality";
import { Badge, Card, cx, Sentence, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Wrong } from "@/ui/states";
import { PLACES, split } from "./known";

const SHOWN = 3;
const TONES = { serious: "broken", notable: "worse", minor: "quiet" } as const;

export function Checks({
  query,
}: {
  query: { data: readonly DataCheck[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
}) {
  const { found, whole } = split(query.data ?? []);
  return (
    <Card flush title={text.missing} says={text.missingSays} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className="space-y-3 p-4">
          {[1, 2, 3, 4].map((row) => (
            <Skeleton key={row} className="h-14" />
          ))}
        </div>
      ) : (
        <>
          {found.length === 0 ? (
            <p className="flex items-center gap-2 px-4 pb-4 text-ink-2">
              <CheckMark aria-hidden="true" size={15} className="shrink-0 text-better" /> {text.allWell}
            </p>
          ) : (
            <ul>
              {found.map((check) => (
                <Found key={check.key} check={check} />
              ))}
            </ul>
          )}
          {whole.length > 0 && <InOrder checks={whole} />}
        </>
      )}
    </Card>
  );
}

function Found({ check }: { check: DataCheck }) {
  const may = useMay();
  const place = check.mend === null ? null : PLACES[check.mend];
  const share = check.of ? check.n / check.of : null;
  return (
    <li className="grid gap-x-6 gap-y-2 border-t border-line px-4 py-3 lg:grid-cols-[minmax(0,1fr)_150px_170px]">
      <div className="min-w-0">
        <p className="flex items-baseline gap-2">
          <Badge tone={TONES[check.severity as keyof typeof TONES] ?? "quiet"}>
            {text.severity[check.severity] ?? check.severity}
          </Badge>
          <span className="font-medium">
            <Sentence>{check.says}</Sentence>
          </span>
        </p>
        {check.next_step && (
          <p className="mt-1 text-ink-2">
            <Sentence>{check.next_step}</Sentence>
          </p>
        )}
        <Touches keys={check.affects} />
      </div>
      <div className="lg:text-right">
        <p className="figures">
          {count(check.n)}
          {check.of !== null && check.of > 0 && <span className="text-ink-3"> of {count(check.of)}</span>}
        </p>
        {share !== null && (
          <>
            <span aria-hidden="true" className="mt-1 block h-1.5 rounded-full bg-step-0">
              <span
                className={cx("block h-full rounded-full", check.severity === "minor" ? "bg-line-strong" : "bg-worse")}
                style={{ width: `${Math.max(1, share * 100)}%` }}
              />
            </span>
            <p className="figures mt-0.5 text-small text-ink-3">{say(share, "share")}</p>
          </>
        )}
      </div>
      <div className="lg:text-right">
        {place === null ? (
          <p className="text-small text-ink-3">{text.unmendable}</p>
        ) : (
          (place.needs === undefined || may(place.needs)) && (
            <ButtonLink href={place.path}>{text.mend[check.mend ?? ""]}</ButtonLink>
          )
        )}
      </div>
    </li>
  );
}

function Touches({ keys }: { keys: readonly string[] }) {
  const href = useHref();
  const [all, setAll] = useState(false);
  const catalogue = useMetrics().data;
  const names = keys.flatMap((key) => catalogue?.find((metric) => metric.key === key) ?? []);
  if (names.length === 0) return <p className="mt-1 text-small text-ink-3">{`${text.touches}: ${text.touchesNone}`}</p>;
  const shown = all ? names : names.slice(0, SHOWN);
  return (
    <p className="mt-1 text-small text-ink-3">
      {text.touches}:{" "}
      {shown.map((metric, index) => (
        <span key={metric.key}>
          {index > 0 && ", "}
          <Link
            href={`${href("/metrics")}#${metric.key}`}
            prefetch={false}
            className="text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-accent-ink"
          >
            {metric.name}
          </Link>
        </span>
      ))}
      {names.length > SHOWN && (
        <>
          {" "}
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="rounded text-accent-ink hover:underline"
          >
            {all ? text.fewer : text.andMore(names.length - SHOWN)}
          </button>
        </>
      )}
    </p>
  );
}

function InOrder({ checks }: { checks: readonly DataCheck[] }) {
  return (
    <details className="group border-t border-line">
      <summary className="flex h-10 list-none items-center gap-2 px-4 text-ink-2 hover:bg-hover">
        <CheckMark aria-hidden="true" size={14} className="text-better" />
        {text.inOrder(checks.length)}
        <ChevronDown aria-hidden="true" size={14} className="ml-auto text-ink-3 group-open:rotate-180" />
      </summary>
      <p className="px-4 pt-1 text-small text-ink-3">{text.inOrderSays}</p>
      <ul className="px-4 pt-1 pb-3">
        {checks.map((check) => (
          <li key={check.key} className="flex items-baseline justify-between gap-4 py-0.5 text-ink-2">
            <span className="min-w-0">
              <Sentence>{check.says}</Sentence>
            </span>
            <span className="figures shrink-0 text-small text-ink-3">
              {check.of === null ? "" : `${count(check.of)} ${text.checked}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
