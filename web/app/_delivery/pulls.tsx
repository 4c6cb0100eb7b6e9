"use client";
/** Pull requests that went live: each with its lead time, and opened with how long each part of it took. */
import { ChevronDown, ExternalLink } from "lucide-react";
import { useId, useState } from "react";
import type { Change } from "@/api/delivery";
import { openDrawer } from "@/app/_frame/address";
import { say } from "@/metrics/format";
import { type Part, StageBar, Swatch } from "@/metrics/stages";
import { delivery } from "@/text/en-delivery";
import { cx, exact, Foreign, shortTime } from "@/ui/basic";

const STAGES = ["coding", "pickup", "review", "merge", "deploy"] as const;

/** The five parts of one change; none where they are not known. */
export function partsOfChange(change: Change): Part[] {
  const parts = STAGES.map((key) => ({ key, hours: change[`${key}_hours`] }));
  if (parts.every(({ hours }) => hours === null)) return [];
  return parts.map(({ key, hours }) => ({
    key,
    name: delivery.stageNames[key],
    value: hours ?? 0,
    text: say(hours, "hours"),
  }));
}

export function safe(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

export function At({ at }: { at: string | null }) {
  if (at === null) return <span className="text-ink-3">{delivery.unknown}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="figures whitespace-nowrap">
      {shortTime(at)}
    </time>
  );
}

export function Out({ url, children }: { url: string | null; children: string }) {
  const to = safe(url);
  if (to === null) return <Foreign>{children}</Foreign>;
  return (
    <a
      href={to}
      target="_blank"
      rel="noreferrer noopener"
      title={delivery.opens}
      className="text-accent-ink hover:underline"
    >
      <Foreign>{children}</Foreign>
      <ExternalLink aria-hidden="true" size={11} className="ml-1 inline-block align-baseline" />
    </a>
  );
}

export function PullList({ label, pulls }: { label: string; pulls: readonly Change[] }) {
  return (
    <ul aria-label={label} className="border-t border-line">
      {pulls.map((pull) => (
        <Pull key={pull.id} pull={pull} />
      ))}
    </ul>
  );
}

function Pull({ pull }: { pull: Change }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const parts = partsOfChange(pull);
  const deployment = pull.deployment_id;
  const summary = `${delivery.pull.lead} ${say(pull.lead_hours, "hours")}`;
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-mx-2 block w-[calc(100%+16px)] rounded px-2 py-2 text-left hover:bg-hover"
      >
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 grow truncate">
            <Foreign>{pull.title}</Foreign>
          </span>
          <span className="figures shrink-0 font-medium whitespace-nowrap">
            {pull.lead_hours === null ? (
              <span className="font-normal text-ink-3">
                {pull.deployed_at === null ? delivery.pull.notLive : delivery.unknown}
              </span>
            ) : (
              say(pull.lead_hours, "hours")
            )}
          </span>
          <ChevronDown
            aria-hidden="true"
            size={13}
            className={cx("shrink-0 self-center text-ink-3", open && "rotate-180")}
          />
        </span>
        <span className="mt-1 grid grid-cols-[minmax(0,1fr)_minmax(96px,38%)] items-center gap-3 text-small text-ink-3">
          <span className="truncate">
            <Foreign>{delivery.pull.title(pull.repository, pull.number)}</Foreign>
            {pull.author !== null && (
              <>
                {" · "}
                <Foreign>{pull.author}</Foreign>
              </>
            )}
          </span>
          {parts.length > 0 && <StageBar thin parts={parts} summary={summary} />}
        </span>
      </button>
      {open && (
        <div id={id} className="pt-1 pb-3">
          {parts.length > 0 ? (
            <ul className="grid grid-cols-2 gap-x-6 sm:grid-cols-5">
              {parts.map((part, index) => (
                <li key={part.key} className="py-0.5">
                  <span className="flex items-center text-small text-ink-3">
                    <Swatch index={index} />
                    {part.name}
                  </span>
                  <span className="figures">{part.text}</span>
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-small text-ink-3">{delivery.pull.stagesNone}</p>
          )}
          <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-2">
            <span>
              {delivery.pull.merged} <At at={pull.merged_at} />
            </span>
            <span>
              {pull.deployed_at === null ? (
                delivery.pull.notLive
              ) : (
                <>
                  {delivery.pull.live} <At at={pull.deployed_at} />
                </>
              )}
            </span>
            {deployment != null && (
              <button
                type="button"
                onClick={() => openDrawer("deployment", deployment)}
                className="text-accent-ink hover:underline"
              >
                {delivery.pull.deployment}
              </button>
            )}
            {safe(pull.url) !== null && <Out url={pull.url}>{delivery.pull.open}</Out>}
          </p>
        </div>
      )}
    </li>
  );
}
