"use client";
/** One notification: a way to what it is about, which marks it as read. */
import {
  BellRing,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  Fingerprint,
  Handshake,
  type LucideIcon,
  Plug,
  Unplug,
  UserPlus,
} from "lucide-react";
import Link from "next/link";
import { type Notification, type NotificationKind, useRead } from "@/api/notifications";
import { type Changes, useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { notifications as text } from "@/text/en-notifications";
import { cx, Foreign, Instant } from "@/ui/basic";

const PICTURES: Record<NotificationKind, LucideIcon> = {
  alert: BellRing,
  consent: CircleHelp,
  suggestions: Fingerprint,
  job: CircleCheck,
  connection: Unplug,
  gaps: Plug,
  invitation: UserPlus,
  agreement: Handshake,
};

function wayTo(one: Notification): [string, Changes] {
  switch (one.kind) {
    case "alert":
      return ["/alerts", {}];
    case "consent":
    case "suggestions":
      return ["/identities", {}];
    case "job":
      return ["/repositories", {}];
    case "connection":
    case "gaps":
      return ["/integration", { id: one.object_id ?? null }];
    case "invitation":
      return ["/settings/members", {}];
    case "agreement":
      return ["/insights/delivery/flow", { open: one.object_id === null ? null : `agreement:${one.object_id}` }];
  }
}

export function NotificationItem({ one, onGo }: { one: Notification; onGo?: () => void }) {
  const { workspace } = usePlace();
  const href = useHref();
  const read = useRead(workspace.id);
  const Picture = one.kind === "job" && one.is_bad ? CircleAlert : PICTURES[one.kind];
  const [path, changes] = wayTo(one);
  return (
    <Link
      href={href(path, changes)}
      prefetch={false}
      onClick={() => {
        if (!one.is_read) read.mutate([one.id]);
        onGo?.();
      }}
      className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start gap-x-3 rounded-control px-3 py-2 hover:bg-hover"
    >
      <Picture
        aria-hidden="true"
        size={15}
        strokeWidth={1.75}
        className={cx("mt-0.5", one.is_bad ? "text-broken" : "text-ink-3")}
      />
      <span className="min-w-0">
        <span className={cx("block truncate", one.is_read ? "text-ink-2" : "font-semibold text-ink")}>
          <Foreign>{one.title}</Foreign>
        </span>
        {one.says && (
          <span className="line-clamp-2 text-small text-ink-3">
            <Foreign>{one.says}</Foreign>
          </span>
        )}
      </span>
      <span className="flex items-center gap-2 pt-0.5 text-small text-ink-3">
        <Instant at={one.at} />
        <span className={cx("size-1.5 rounded-full", one.is_read ? "bg-transparent" : "bg-accent")}>
          {!one.is_read && <span className="sr-only">{text.unread}</span>}
        </span>
      </span>
    </Link>
  );
}
