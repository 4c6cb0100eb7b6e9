"use client";
/** The bell in the head of every page: how much is unread, the latest of it, and the way to all. */
import { Bell } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useState } from "react";
import { useNotifications, useRead, useUnread } from "@/api/notifications";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { notifications as text } from "@/text/en-notifications";
import { Button, Skeleton } from "@/ui/basic";
import { Popover } from "@/ui/overlay";
import { Empty, Wrong } from "@/ui/states";
import { NotificationItem } from "./item";

const LATEST = 8;
/** As many as are counted: more is not told apart. */
const MOST = 100;

export function NotificationBell() {
  const { workspace } = usePlace();
  const [open, setOpen] = useState(false);
  const unread = useUnread(workspace.id);
  const written = unread === 0 ? null : unread >= MOST ? text.most(MOST - 1) : String(unread);
  const label = text.bell(written);
  return (
    <Popover
      label={text.title}
      open={open}
      onOpenChange={setOpen}
      className="w-[min(400px,calc(100vw-24px))]"
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative inline-flex size-7 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
        >
          <Bell size={15} />
          {written !== null && (
            <span className="figures absolute -top-0.5 -right-0.5 min-w-3.5 rounded-full bg-accent-solid px-0.5 text-center text-[9px] leading-3.5 font-semibold text-on-accent">
              {written}
            </span>
          )}
        </button>
      }
    >
      <Latest unread={unread} onGo={() => setOpen(false)} />
    </Popover>
  );
}

/** Up and down go from one to the next, as in a menu. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const way = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (way === 0) return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[href]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[(at + way + links.length) % Math.max(1, links.length)]?.focus();
}

function Latest({ unread, onGo }: { unread: number; onGo: () => void }) {
  const { workspace } = usePlace();
  const href = useHref();
  const query = useNotifications(workspace.id, { unread: false, limit: LATEST });
  const read = useRead(workspace.id);
  const rows = query.data?.pages[0]?.items ?? [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it take the focus; it only moves it between them
    <div onKeyDown={step}>
      <div className="flex h-9 items-center justify-between gap-3 px-3">
        <p className="font-semibold">{text.title}</p>
        {unread > 0 && (
          <Button look="quiet" className="h-7!" disabled={read.isPending} onClick={() => read.mutate(null)}>
            {text.readAll}
          </Button>
        )}
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className="space-y-2 p-3">
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-9 w-full" />
        </div>
      ) : rows.length === 0 ? (
        <Empty title={text.none}>{text.noneSays}</Empty>
      ) : (
        <ul>
          {rows.map((one) => (
            <li key={one.id}>
              <NotificationItem one={one} onGo={onGo} />
            </li>
          ))}
        </ul>
      )}
      <div className="mt-1 border-t border-line pt-1">
        <Link
          href={href("/notifications")}
          prefetch={false}
          onClick={onGo}
          className="block rounded-control px-3 py-1.5 text-center text-ink-2 hover:bg-hover hover:text-ink"
        >
          {text.all}
        </Link>
      </div>
    </div>
  );
}
