"use client";
/** Links of widgets: paths of our pages with a query of their own, which keep workspace, period and team. */
import Link from "next/link";
import { type ReactNode, useCallback } from "react";
import { type Changes, useHref } from "@/app/_frame/address";

/** Only paths of this site: what a widget says is not trusted to lead elsewhere. */
export function splitHref(href: string): { path: string; changes: Changes } | null {
  if (!/^\/(?![/\\])/.test(href)) return null;
  const url = new URL(href, "http://here");
  return { path: url.pathname, changes: Object.fromEntries(url.searchParams) as Changes };
}

export function useWidgetHref(): (href: string) => string | null {
  const to = useHref();
  return useCallback(
    (href) => {
      const found = splitHref(href);
      return found === null ? null : to(found.path, found.changes);
    },
    [to],
  );
}

export function Going({
  href,
  className = "hover:text-accent-ink hover:underline",
  children,
}: {
  href: string | null | undefined;
  className?: string;
  children: ReactNode;
}) {
  const to = useWidgetHref();
  const address = href ? to(href) : null;
  if (address === null) return children;
  return (
    <Link href={address} prefetch={false} className={className}>
      {children}
    </Link>
  );
}
