"use client";
/** What all settings pages share: their head, and the ways to each other. */
import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { useHere, useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { en } from "@/text/en";
import { cx } from "@/ui/basic";
import { SETTINGS_PAGES } from "./pages";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  const may = useMay();
  const here = useHere();
  const pages = SETTINGS_PAGES.filter((page) => may(page.needs));
  const current = pages.find((page) => page.path === here);
  const strip = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the ways scroll, and this one comes into view.
  useEffect(() => {
    const way = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && way)
      strip.current.scrollLeft = way.offsetLeft - (strip.current.clientWidth - way.offsetWidth) / 2;
  }, [here]);
  return (
    <>
      <PageHead
        title={en.settings.title}
        name={current === undefined ? en.settings.title : `${current.title} · ${en.settings.title}`}
      />
      <PageBody>
        <div className="max-w-[1104px] gap-6 lg:flex">
          <nav
            ref={strip}
            aria-label={en.settings.title}
            className={cx(
              "lg:w-[176px] lg:shrink-0 max-lg:relative max-lg:mb-4 max-lg:overflow-x-auto max-lg:[scrollbar-width:none]",
              "max-sm:-mx-3 max-sm:[mask-image:linear-gradient(to_right,transparent,black_12px,black_calc(100%-12px),transparent)]",
            )}
          >
            <ul className="flex gap-0.5 max-sm:w-max max-sm:px-3 lg:sticky lg:top-[64px] lg:flex-col">
              {pages.map((page) => (
                <Way key={page.path} path={page.path} title={page.title} here={page === current} />
              ))}
            </ul>
          </nav>
          <div className="min-w-0 grow space-y-4">{children}</div>
        </div>
      </PageBody>
    </>
  );
}

function Way({ path, title, here }: { path: string; title: string; here: boolean }) {
  const href = useHref();
  return (
    <li>
      <Link
        href={href(path)}
        prefetch={false}
        aria-current={here ? "page" : undefined}
        className={cx(
          "flex h-8 items-center rounded-control max-sm:h-10 px-2.5 whitespace-nowrap",
          here ? "bg-accent-wash font-medium text-accent-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
        )}
      >
        {title}
      </Link>
    </li>
  );
}
