"use client";
/** Seniority with everything it rests on: each part with its value, what that is worth, and its weight. */
import type { SeniorityPart, Seniority as Shape } from "@/api/expertise";
import { Figure } from "@/metrics/figure";
import { NOTHING } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { profile } from "@/text/en-profile";
import { cx } from "@/ui/basic";

function asTable(found: Shape): TableView {
  const { part } = profile;
  return {
    head: [part.name, part.value, part.worth, part.weight],
    rows: found.parts.map((one) => [
      one.name,
      one.value === null ? profile.unknown : profile.value(one.value, one.unit),
      one.worth === null ? NOTHING : one.worth.toFixed(2),
      one.weight.toFixed(2),
    ]),
  };
}

export function Seniority({ found, className }: { found: Shape; className?: string }) {
  return (
    <Figure
      title={profile.seniority}
      says={profile.senioritySays}
      height={120}
      query={{ isPending: false, error: null, refetch: () => undefined }}
      table={asTable(found)}
      {...(className === undefined ? {} : { className })}
    >
      <Level found={found} />
      <ul className="mt-3 divide-y divide-line border-t border-line">
        {found.parts.map((one) => (
          <Part key={one.key} part={one} />
        ))}
      </ul>
      <p className="mt-3 border-t border-line pt-3 text-small text-ink-3">{found.caution}</p>
    </Figure>
  );
}

function Level({ found }: { found: Shape }) {
  if (found.level === null || found.score === null || found.confidence === null) {
    return (
      <div>
        <p className="text-reading font-semibold text-ink-3">{profile.notSaid}</p>
        <p className="max-w-[64ch] text-ink-2">{found.abstains}</p>
      </div>
    );
  }
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-reading font-semibold">{profile.levels[found.level] ?? found.level}</span>
        <span className="figures text-ink-2">{profile.score(found.score)}</span>
        <span className="text-small text-ink-3">{profile.confident(found.confidence)}</span>
      </p>
      <p className="text-small text-ink-3">
        {profile.partly(found.known)} · {profile.restsOn(found.days, found.months)}
      </p>
    </div>
  );
}

function Part({ part }: { part: SeniorityPart }) {
  const unknown = part.worth === null;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[minmax(0,1fr)_132px_180px]">
      <div className="min-w-0 max-sm:col-span-2">
        <p className={cx("font-medium", unknown && "text-ink-3")}>{part.name}</p>
        <p className="text-small text-ink-3">
          {part.says} {profile.half(profile.value(part.half, part.unit))}
        </p>
      </div>
      <p className={cx("figures sm:text-right", unknown && "text-ink-3")}>
        {part.value === null ? profile.unknown : profile.value(part.value, part.unit)}
      </p>
      <div className="flex items-center gap-2 self-start pt-1.5">
        <span aria-hidden="true" className="block h-1.5 w-[96px] overflow-hidden rounded-full bg-sunken">
          {part.worth !== null && (
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${Math.max(part.worth * 100, part.worth > 0 ? 2 : 0)}%` }}
            />
          )}
        </span>
        <span className="figures w-[72px] text-right text-small text-ink-3">{profile.weighs(part.weight)}</span>
      </div>
    </li>
  );
}
