"use client";
/** Parts side by side as bars from zero: languages, repositories, teams. */
import type { ReactNode } from "react";
import { cx } from "@/ui/basic";

export interface Bar {
  key: string;
  name: ReactNode;
  value: number;
  text: ReactNode;
  detail?: ReactNode;
  faint?: boolean;
}

export function Bars({
  bars,
  label,
  whole = 1e-9,
}: {
  bars: readonly Bar[];
  label: string;
  /** What the full length stands for at least: a share is of 1, and 57 % is no full bar. */
  whole?: number;
}) {
  const top = Math.max(...bars.map((bar) => bar.value), whole);
  return (
    <ul aria-label={label} className="space-y-2">
      {bars.map((bar) => (
        <li key={bar.key}>
          <div className="flex items-baseline justify-between gap-3">
            <span className={cx("min-w-0 truncate", bar.faint && "text-ink-3")}>{bar.name}</span>
            <span className="figures shrink-0 whitespace-nowrap">
              {bar.text}
              {bar.detail !== undefined && (
                <span className="ml-2 inline-block min-w-12 text-right text-ink-3">{bar.detail}</span>
              )}
            </span>
          </div>
          <div aria-hidden="true" className="mt-0.5 h-1.5 rounded-full bg-step-0">
            <div
              className={cx("h-full rounded-full", bar.faint ? "bg-line-strong" : "bg-series-1")}
              style={{ width: `${Math.max(bar.value > 0 ? 0.8 : 0, (bar.value / top) * 100)}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
