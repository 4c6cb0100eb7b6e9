"use client";
/** A link that looks like a button, because it goes somewhere instead of doing something. */
import Link from "next/link";
import type { ReactNode } from "react";
import { type Changes, useHref } from "@/app/_frame/address";
import { cx } from "./basic";

export function ButtonLink({
  href,
  look = "plain",
  children,
  className,
  changes = {},
}: {
  href: string;
  /** What of the address is another than here. */
  changes?: Changes;
  look?: "plain" | "primary";
  children: ReactNode;
  className?: string;
}) {
  const to = useHref();
  return (
    <Link
      href={to(href, changes)}
      prefetch={false}
      className={cx(
        "control",
        look === "primary" && "border-transparent! bg-accent-solid! font-medium text-on-accent! hover:brightness-110",
        className,
      )}
    >
      {children}
    </Link>
  );
}
