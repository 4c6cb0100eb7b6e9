"use client";
/** What the parts of the page share: how a path and a share are written, and a repository without anything to show. */
import { cx, Foreign } from "@/ui/basic";

/** A path whose folder is paler than its name; a long one loses its beginning, never its end. */
export function FilePath({ path, className }: { path: string; className?: string }) {
  const at = path.lastIndexOf("/") + 1;
  return (
    <span className={cx("block min-w-0 overflow-hidden", className)} title={path}>
      <Foreign className="block truncate">{path.slice(at)}</Foreign>
      {at > 0 && <Foreign className="block truncate text-small text-ink-3">{path.slice(0, at - 1)}</Foreign>}
    </span>
  );
}

/** A share as a bar behind its number. */
export function Share({ value, text }: { value: number; text: string }) {
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span aria-hidden="true" className="h-1.5 w-12 overflow-hidden rounded-full bg-sunken max-sm:hidden">
        <span className="block h-full rounded-full bg-series-1" style={{ width: `${Math.round(value * 100)}%` }} />
      </span>
      {text}
    </span>
  );
}
