"use client";
/** How much there is of each language: lines and commits side by side, never as a share of the whole. */
import type { Profile } from "@/api/expertise";
import { Figure } from "@/metrics/figure";
import { count } from "@/metrics/format";
import { profile } from "@/text/en-profile";
import { Foreign } from "@/ui/basic";

const MOST = 8;

export function Volumes({ languages, className }: { languages: Profile["languages"]; className?: string }) {
  const all = Object.entries(languages).sort(([, a], [, b]) => b.lines - a.lines);
  const shown = all.slice(0, MOST);
  const top = Math.max(1, ...shown.map(([, one]) => one.lines));
  const { columns } = profile;
  return (
    <Figure
      title={profile.volume}
      says={profile.volumeSays}
      height={64}
      query={{ isPending: false, error: null, refetch: () => undefined }}
      empty={all.length === 0 ? (profile.none.language ?? "") : null}
      table={{
        head: [columns.skill, columns.lines, columns.commits, columns.days],
        rows: all.map(([name, one]) => [name, count(one.lines), count(one.commits), count(one.days)]),
      }}
      {...(className === undefined ? {} : { className })}
    >
      <ul className="space-y-2.5">
        {shown.map(([name, one]) => (
          <li key={name}>
            <p className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 truncate">
                <Foreign>{name}</Foreign>
              </span>
              <span className="figures shrink-0 text-small text-ink-2">
                {profile.lines(count(one.lines), one.commits)}
              </span>
            </p>
            <span aria-hidden="true" className="mt-1 block h-1.5 overflow-hidden rounded-full bg-sunken">
              <span
                className="block h-full rounded-full"
                style={{ width: `${Math.max(1, (one.lines / top) * 100)}%`, background: "var(--series-3)" }}
              />
            </span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
