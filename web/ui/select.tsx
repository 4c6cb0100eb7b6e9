"use client";
/** One of several, in the looks of the page. */
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { useState } from "react";
import { cx, tame } from "./basic";

export interface Option {
  value: string;
  label: string;
  /** Under which heading it stands; those of one heading follow each other. */
  group?: string;
}

export function Select({
  label,
  value,
  options,
  onChange,
  className,
}: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  className?: string;
}) {
  // A closed one would hold all its choices as well, in a tree that nobody sees: hundreds of elements on many a page.
  const [isNear, setNear] = useState(false);
  const near = () => setNear(true);
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger
        aria-label={label}
        className={cx("control max-w-[180px]", className)}
        onFocus={near}
        onPointerEnter={near}
        onPointerDown={near}
      >
        <span className="truncate">
          <Radix.Value>{chosen && <bdi>{tame(chosen.label)}</bdi>}</Radix.Value>
        </span>
        <ChevronDown aria-hidden="true" size={13} className="shrink-0" />
      </Radix.Trigger>
      {isNear && <Choices options={options} />}
    </Radix.Root>
  );
}

function Choices({ options }: { options: readonly Option[] }) {
  return (
    <Radix.Portal>
      <Radix.Content
        position="popper"
        sideOffset={6}
        collisionPadding={12}
        className="z-50 max-h-[60vh] min-w-[160px] overflow-hidden rounded-card border border-line bg-raised p-1.5 shadow-lift"
      >
        <Radix.Viewport>
          {options.map((option, index) => (
            <Radix.Group key={option.value}>
              {option.group !== undefined && options[index - 1]?.group !== option.group && (
                <Radix.Label className="px-2 pt-2 pb-1 text-fine text-ink-3">{option.group}</Radix.Label>
              )}
              <Radix.Item
                value={option.value}
                className="flex cursor-pointer items-center justify-between gap-6 rounded-control px-2 py-1.5 text-ink-2 outline-none data-highlighted:bg-hover data-highlighted:text-ink"
              >
                <Radix.ItemText>
                  <bdi>{tame(option.label)}</bdi>
                </Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check size={13} />
                </Radix.ItemIndicator>
              </Radix.Item>
            </Radix.Group>
          ))}
        </Radix.Viewport>
      </Radix.Content>
    </Radix.Portal>
  );
}
