"use client";
/** One of two or three, side by side. */
import { cx } from "./basic";

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
  tall = false,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  /** As tall as a button, where it stands alone in a form. */
  tall?: boolean;
}) {
  return (
    <fieldset
      className={cx(
        "flex w-fit shrink-0 items-center rounded-control border border-line p-px",
        tall ? "h-7.5" : "h-[26px]",
        "max-sm:h-10",
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cx(
            "h-full rounded-[4px] whitespace-nowrap",
            tall ? "px-3" : "px-2 text-small",
            option.value === value ? "bg-accent-wash font-medium text-accent-ink" : "text-ink-2 hover:text-ink",
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
