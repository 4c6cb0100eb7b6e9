"use client";
/** The ways between the parts of one page. On a narrow screen they scroll, and the chosen one comes into view. */
import Link from "next/link";
import { useEffect, useRef } from "react";
import { cx } from "@/ui/basic";

export interface Tab {
  href: string;
  title: string;
  chosen: boolean;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const strip = useRef<HTMLElement>(null);
  const chosen = tabs.find((tab) => tab.chosen)?.title;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place to scroll to
  useEffect(() => {
    const tab = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && tab)
      strip.current.scrollLeft = tab.offsetLeft - (strip.current.clientWidth - tab.offsetWidth) / 2;
  }, [chosen]);
  return (
    <nav
      ref={strip}
      aria-label={label}
      className="relative -mx-1 overflow-x-auto border-b border-line px-1 [scrollbar-width:none]"
    >
      <ul className="flex gap-1 max-sm:w-max">
        {tabs.map((tab) => (
          <li key={tab.title}>
            <Link
              href={tab.href}
              prefetch={false}
              aria-current={tab.chosen ? "page" : undefined}
              className={cx(
                "block border-b-2 px-3 py-2 whitespace-nowrap max-sm:py-2.5",
                tab.chosen ? "border-accent font-semibold text-ink" : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {tab.title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
