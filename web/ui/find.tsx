"use client";
/** A field for words that narrow what is shown. */
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { cx } from "./basic";

const WAIT = 250;

export function Find({
  label,
  value,
  onChange,
  className,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** How wide it is. */
  className?: string;
}) {
  return (
    <span className={cx("relative block w-full", className)}>
      <Search
        aria-hidden="true"
        size={14}
        className="pointer-events-none absolute inset-y-0 left-2.5 my-auto text-ink-3"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field h-[calc(var(--step)*7.5)]! pl-8! max-sm:h-10!"
      />
    </span>
  );
}

/** Typed words are told a moment later, so that not every letter is asked for. */
export function FindLater({
  label,
  value,
  onFind,
  className,
}: {
  label: string;
  value: string | null;
  onFind: (words: string | null) => void;
  className?: string;
}) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const wanted = typed.trim() || null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the wait, not a new function
  useEffect(() => {
    if (wanted === value) return;
    const later = setTimeout(() => onFind(wanted), WAIT);
    return () => clearTimeout(later);
  }, [wanted, value]);
  return <Find label={label} value={typed} onChange={setTyped} {...(className ? { className } : {})} />;
}
