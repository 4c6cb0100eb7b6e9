"use client";
/** The fields that rules are written with: patterns, one of several, yes or no. */
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { ruleWords } from "@/text/en-delivery-rules";
import { cx, tame } from "@/ui/basic";

const MOST = 50;

/** Words of a list as they were typed, without empty ones and without one twice. */
export function withWords(value: readonly string[], typed: string): string[] {
  const words = typed
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return [...new Set([...value, ...words])].slice(0, MOST);
}

export function PatternsField({
  label,
  says,
  none,
  placeholder,
  value,
  onChange,
  readOnly,
}: {
  label: string;
  says?: string;
  /** What holds while there is no pattern. */
  none: string;
  placeholder: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  readOnly: boolean;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const add = () => {
    if (typed.trim() === "") return;
    onChange(withWords(value, typed));
    setTyped("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <div>
      <label htmlFor={id} className="text-small text-ink-2">
        {label}
        {says !== undefined && <span className="ml-1.5 text-ink-3">{says}</span>}
      </label>
      <div
        className={cx(
          "mt-1 flex min-h-[34px] flex-wrap items-center gap-1 rounded-control border px-1.5 py-1",
          readOnly
            ? "border-line bg-sunken"
            : "border-field-line bg-card focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent",
        )}
      >
        {value.map((word) => (
          <span
            key={word}
            className="inline-flex max-w-full items-center gap-1 rounded bg-accent-wash px-1.5 font-mono text-small text-accent-ink"
          >
            <span className="truncate">{tame(word)}</span>
            {!readOnly && (
              <button
                type="button"
                aria-label={ruleWords.drop(word)}
                onClick={() => onChange(value.filter((one) => one !== word))}
                className="rounded hover:text-ink"
              >
                <X aria-hidden="true" size={11} />
              </button>
            )}
          </span>
        ))}
        {readOnly ? (
          value.length === 0 && <span className="px-1 text-ink-3">{none}</span>
        ) : (
          <input
            id={id}
            value={typed}
            maxLength={200}
            placeholder={value.length === 0 ? `${none}. ${ruleWords.such(placeholder)}` : ""}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={press}
            onBlur={add}
            className="h-6 min-w-[120px] grow bg-transparent px-1 outline-none placeholder:text-ink-3"
          />
        )}
      </div>
    </div>
  );
}

export function OneOf<Value extends string>({
  label,
  value,
  options,
  onChange,
  readOnly,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; name: string; says: string }[];
  onChange: (value: Value) => void;
  readOnly: boolean;
}) {
  const name = useId();
  return (
    <fieldset>
      <legend className="text-small text-ink-2">{label}</legend>
      <div className="mt-1 grid gap-1.5 min-[560px]:grid-cols-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              "flex items-start gap-2.5 rounded-control border px-3 py-2",
              option.value === value ? "border-accent bg-accent-wash" : "border-line",
              readOnly ? "cursor-default" : "cursor-pointer hover:border-line-strong",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={readOnly}
              onChange={() => onChange(option.value)}
              className="mt-1 accent-accent-solid"
            />
            <span className="min-w-0">
              <span className="block font-medium">{option.name}</span>
              <span className={cx("block text-small", option.value === value ? "text-ink-2" : "text-ink-3")}>
                {option.says}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Tick({
  checked,
  onChange,
  readOnly,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  readOnly: boolean;
  children: ReactNode;
}) {
  return (
    <label className={cx("flex items-start gap-2.5", readOnly ? "cursor-default" : "cursor-pointer")}>
      <input
        type="checkbox"
        checked={checked}
        disabled={readOnly}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 accent-accent-solid"
      />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
