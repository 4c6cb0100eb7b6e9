"use client";
/** One of two or three, side by side. */
import { cx } from "@/ui/basic";

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="flex h-[26px] w-fit shrink-0 items-center rounded-control border border-line p-px">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cx(
            "h-full rounded-[4px] px-2 text-small whitespace-nowrap",
            option.value === value ? "bg-accent-wash font-medium text-accent-ink" : "text-ink-2 hover:text-ink",
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
