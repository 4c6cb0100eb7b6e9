"use client";
/** Things that lie over the page: a dialog in its middle, a drawer at its side, a small panel at a button. */
import { X } from "lucide-react";
import { Dialog as Radix, Popover as RadixPopover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { en } from "@/text/en";
import { cx, IconButton } from "./basic";

/** Gives the focus back to where it was: what opens our dialogs may be gone from the page's tree by then. */
function useFocusBack() {
  const [before] = useState(() => document.activeElement);
  return (event: Event) => {
    if (!(before instanceof HTMLElement) || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
}

const SHADE = "fixed inset-0 z-40 bg-shade data-[state=open]:animate-[fade-in_120ms]";

export function Dialog({
  open,
  onClose,
  title,
  says,
  children,
  wide = false,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  says?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  const focusBack = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={focusBack}
          className={cx(
            "fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 overflow-y-auto rounded-card border border-line bg-raised p-5 shadow-lift",
            "data-[state=open]:animate-[fade-in_120ms]",
            wide ? "max-w-[600px]" : "max-w-[460px]",
          )}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <div className="min-w-0">
              <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
              {says !== undefined && <p className="mt-1 text-ink-2">{says}</p>}
            </div>
            <Radix.Close asChild>
              <IconButton label={en.explain.close}>
                <X size={15} />
              </IconButton>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Drawer({
  open,
  onClose,
  label,
  children,
}: {
  open: boolean;
  onClose: () => void;
  label: string;
  children: ReactNode;
}) {
  const focusBack = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={focusBack}
          className="fixed inset-y-0 right-0 z-50 flex w-full max-w-[720px] flex-col overflow-y-auto border-l border-line bg-raised shadow-lift data-[state=open]:animate-[slide-in_140ms_ease-out]"
        >
          <Radix.Title className="sr-only">{label}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Popover({
  trigger,
  children,
  align = "end",
  label,
  open,
  onOpenChange,
  className,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
}) {
  return (
    <RadixPopover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          aria-label={label}
          className={cx(
            "z-50 max-h-[70vh] overflow-y-auto rounded-card border border-line bg-raised p-1.5 shadow-lift data-[state=open]:animate-[fade-in_100ms]",
            className,
          )}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}

export const PopoverClose = RadixPopover.Close;

export const MENU_ITEM =
  "flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-left text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-50";
