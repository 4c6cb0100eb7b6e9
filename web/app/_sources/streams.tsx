"use client";
/** A line per place that is followed, with a square per stream; it opens to up to when each is here, and what failed. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Condition, ConnectionHealth, StreamHealth } from "@/api/connections";
import { sources } from "@/text/en-sources";
import { Badge, Card, cx, Foreign, Instant, Sentence } from "@/ui/basic";
import { ConditionBadge } from "./condition";

type Scope = ConnectionHealth["scopes"][number];

const SQUARE: Record<Condition, string> = {
  fresh: "bg-better",
  reading: "bg-accent",
  stale: "bg-worse",
  has_gaps: "bg-worse",
  failing: "bg-broken",
  never_read: "border border-line-strong",
  paused: "border border-line-strong",
};
const AT_FIRST = 50;

export function Streams({ health }: { health: ConnectionHealth }) {
  const [all, setAll] = useState(false);
  const troubled = (scope: Scope) => (scope.condition === "fresh" ? 1 : 0);
  const scopes = [...health.scopes].sort((one, other) => troubled(one) - troubled(other));
  const shown = all ? scopes : scopes.slice(0, AT_FIRST);
  return (
    <Card flush title={sources.integration.streams} says={sources.integration.streamsSay} className="overflow-hidden">
      <ul>
        {shown.map((scope) => (
          <Place key={`${scope.scope} ${scope.name}`} scope={scope} name={scope.name || health.name} />
        ))}
      </ul>
      {shown.length < scopes.length && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="h-9 w-full border-t border-line text-ink-2 hover:bg-hover hover:text-ink"
        >
          {sources.integration.allPlaces(scopes.length)}
        </button>
      )}
    </Card>
  );
}

function Place({ scope, name }: { scope: Scope; name: string }) {
  const [open, setOpen] = useState(scope.streams.some((one) => one.condition === "failing" && !one.is_optional));
  const rows = scope.streams.reduce((sum, one) => sum + one.rows, 0);
  return (
    <li className="border-t border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden="true"
          size={14}
          className={cx("shrink-0 text-ink-3 transition-transform", open && "rotate-90")}
        />
        <Foreign className="min-w-0 flex-1 truncate font-medium">{name}</Foreign>
        <span aria-hidden="true" className="flex gap-0.5">
          {scope.streams.map((one) => (
            <span
              key={one.stream}
              title={`${one.title}: ${sources.integrations.condition[one.condition] ?? one.condition}`}
              className={cx("h-3 w-2 rounded-[2px]", SQUARE[one.condition])}
            />
          ))}
        </span>
        <span className="w-[78px] text-right">
          <ConditionBadge condition={scope.condition} />
        </span>
        <span className="figures hidden w-[110px] text-right text-ink-2 sm:inline">
          <Instant at={scope.read_until} />
        </span>
        <span className="figures hidden w-[110px] text-right text-ink-2 sm:inline">
          {sources.integration.rows(rows)}
        </span>
      </button>
      {open && (
        <ul className="pb-2">
          {scope.streams.map((one) => (
            <Stream key={one.stream} stream={one} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Stream({ stream }: { stream: StreamHealth }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-1 pr-4 pl-10">
      <span className="min-w-0 flex-1">
        {stream.title} {stream.is_optional && <Badge>{sources.integration.optional}</Badge>}
        {stream.error && (
          <span className="block text-small text-ink-2">
            <Sentence>{stream.error}</Sentence>
          </span>
        )}
      </span>
      {stream.open_gaps > 0 && (
        <span className="figures text-worse">{sources.integration.gapCount(stream.open_gaps)}</span>
      )}
      <span className="w-[78px] text-right">
        <ConditionBadge condition={stream.condition} />
      </span>
      <span className="figures w-[110px] text-right text-ink-2">
        <Instant at={stream.read_until} />
      </span>
      <span className="figures hidden w-[110px] text-right text-ink-2 sm:inline">
        {sources.integration.rows(stream.rows)}
      </span>
    </li>
  );
}
