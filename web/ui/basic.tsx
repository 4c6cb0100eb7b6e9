"use client";
/** The smallest parts: cards, names, times, badges, skeletons, buttons. */
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { ago, shortMonth } from "@/metrics/format";
import { displayZone } from "./display";

export function cx(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

export function Card({
  id,
  title,
  says,
  actions,
  children,
  className,
  flush = false,
}: {
  /** Where a link leads into the page. */
  id?: string;
  title?: ReactNode;
  says?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
}) {
  return (
    <section
      id={id}
      className={cx("min-w-0 scroll-mt-16 rounded-card border border-line bg-card", !flush && "p-4", className)}
    >
      {title !== undefined && (
        <div
          className={cx(
            "flex flex-wrap items-start justify-between gap-x-3 gap-y-2",
            flush ? "px-4 pt-4 pb-2" : "mb-3",
          )}
        >
          {/* What is beside it goes below it before its words break one by one. */}
          <div className="min-w-0 grow basis-44">
            <h2 className="font-semibold">{title}</h2>
            {says !== undefined && <p className="text-small text-pretty text-ink-3">{says}</p>}
          </div>
          {actions !== undefined && (
            <div className="-mt-1 flex max-w-full max-sm:mt-0 flex-wrap items-center gap-2">{actions}</div>
          )}
        </div>
      )}
      {children}
    </section>
  );
}

type ButtonLook = "plain" | "primary" | "quiet" | "danger";

const LOOKS: Record<ButtonLook, string> = {
  plain: "",
  primary: "border-transparent! bg-accent-solid! text-on-accent! font-medium hover:not-disabled:brightness-110",
  quiet: "border-transparent! bg-transparent!",
  danger: "border-broken! text-broken! hover:not-disabled:bg-broken-wash!",
};

export function Button({
  look = "plain",
  className,
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook }) {
  return <button type={type} className={cx("control", LOOKS[look], className)} {...rest} />;
}

/** A button that is only a picture: it must be named. */
export function IconButton({
  label,
  className,
  children,
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cx(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-control text-ink-3 max-sm:size-10 hover:bg-hover hover:text-ink",
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Text from outside, with the characters made visible that are not seen but change what is. */
export function tame(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ").replace(UNSEEN, "\ufffd");
}

/** A name or message from outside: shown as text, its direction kept to itself. */
export function Foreign({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{tame(children)}</bdi>;
}

export function initials(name: string): string {
  const words = tame(name)
    .replaceAll("\ufffd", " ")
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters =
    words.length > 1
      ? [words[0], words.at(-1)].map((word) => [...(word ?? "")][0] ?? "")
      : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

export function Initials({ name, square = false }: { name: string; square?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        "inline-flex size-5 shrink-0 items-center justify-center bg-accent-wash text-[9px] font-semibold text-accent-ink select-none",
        square ? "rounded" : "rounded-full",
      )}
    >
      {initials(name)}
    </span>
  );
}

const TONES = {
  quiet: "bg-sunken text-ink-2",
  accent: "bg-accent-wash text-accent-ink",
  better: "bg-better-wash text-better",
  worse: "bg-worse-wash text-worse",
  broken: "bg-broken-wash text-broken",
};

export function Badge({ tone = "quiet", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span className={cx("inline-flex items-center rounded px-1.5 text-fine whitespace-nowrap", TONES[tone])}>
      {children}
    </span>
  );
}

/** An instant in the reader's zone and words, with the exact one on hover. */
export function Instant({ at, none = "–" }: { at: string | null | undefined; none?: string }) {
  if (!at) return <span className="text-ink-3">{none}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="whitespace-nowrap">
      {ago(at, new Date())}
    </time>
  );
}

export function exact(at: string): string {
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: "full",
    timeStyle: "long",
    timeZone: displayZone(),
  }).format(new Date(at));
}

export function dateTime(at: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: displayZone(),
  });
  return shortMonth(format.format(new Date(at)));
}

/** The day alone; the year only when it is another one. */
export function shortDay(at: string): string {
  const date = new Date(at);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(thisYear ? {} : { year: "numeric" }),
    timeZone: displayZone(),
  });
  return shortMonth(format.format(date));
}

/** Day and time; the year only when it is another one. */
export function shortTime(at: string): string {
  const date = new Date(at);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(thisYear ? {} : { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    timeZone: displayZone(),
  });
  return shortMonth(format.format(date));
}

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("skeleton block", className)} />;
}

export function Keys({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded border border-line bg-sunken px-1 font-sans text-fine leading-4 text-ink-3">{children}</kbd>
  );
}

/** Inline code inside a sentence from the API or the catalogue: `like this`. */
export function Sentence({ children }: { children: string }) {
  return tame(children)
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      part.startsWith("`") && part.length > 2 ? (
        <code key={index} className="rounded bg-sunken px-1 font-mono text-[0.92em] text-ink">
          {part.slice(1, -1)}
        </code>
      ) : (
        part
      ),
    );
}
