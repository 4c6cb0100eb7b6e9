"use client";
/** What a stranger comes with, in their words; each leads to the page that answers it. */
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { Route } from "@/api/may";
import { useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { questions as text } from "@/text/en-questions";
import { Card } from "@/ui/basic";

type Question = keyof typeof text.list;

const QUESTIONS: readonly { key: Question; path: string; after?: string; needs?: Route }[] = [
  { key: "week", path: "/overview", after: "#last-week" },
  { key: "reviews", path: "/overview", after: "#reviews" },
  { key: "stuck", path: "/insights/delivery/flow" },
  { key: "knows", path: "/insights/ownership", after: "#who-knows" },
  { key: "load", path: "/analytics", after: "tab=workload" },
  { key: "compare", path: "/insights/compare" },
  { key: "trust", path: "/insights/data-quality" },
];

export function Questions() {
  const href = useHref();
  const may = useMay();
  const to = (path: string, after = "") => {
    const address = href(path);
    return after.startsWith("#") || after === ""
      ? `${address}${after}`
      : `${address}${address.includes("?") ? "&" : "?"}${after}`;
  };
  return (
    <Card title={text.title} says={text.says}>
      <ul className="-mx-2">
        {QUESTIONS.filter(({ needs }) => needs === undefined || may(needs)).map(({ key, path, after }) => (
          <li key={key}>
            <Link
              href={to(path, after)}
              prefetch={false}
              className="group flex items-center gap-2 rounded-control px-2 py-[5px] hover:bg-hover"
            >
              <span className="min-w-0 grow">
                <span className="block text-ink group-hover:text-accent-ink">{text.list[key]}</span>
                <span className="block truncate text-small text-ink-3">{text.answers[key]}</span>
              </span>
              <ArrowRight aria-hidden="true" size={14} className="shrink-0 text-ink-3 group-hover:text-accent-ink" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
