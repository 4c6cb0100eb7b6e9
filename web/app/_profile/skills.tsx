"use client";
/** What somebody knows of one kind: a bar each, and the commits behind it when it is opened. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { type KnownSkill, type SkillKind, useSkillCommits } from "@/api/expertise";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { count } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { en } from "@/text/en";
import { profile } from "@/text/en-profile";
import { Badge, cx, Foreign, Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { SkillBar } from "./skill-bar";

const FIRST = 8;

/** Down to whole points: 39.9 is a novice's, and does not read as the 40 that is not. */
export function written(proficiency: number): string {
  return proficiency < 1 ? "<1" : count(Math.floor(proficiency));
}

function asTable(skills: readonly KnownSkill[]): TableView {
  const { columns } = profile;
  return {
    head: [
      columns.skill,
      columns.proficiency,
      columns.depth,
      columns.sure,
      columns.recency,
      columns.context,
      columns.days,
      columns.commits,
      columns.lines,
      columns.last,
    ],
    rows: skills.map((one) => [
      one.name,
      written(one.proficiency),
      profile.depths[one.depth] ?? one.depth,
      one.confidence.toFixed(2),
      one.recency_factor.toFixed(2),
      one.context,
      count(one.days),
      count(one.commit_count),
      count(one.lines_of_code),
      one.last_activity_at,
    ]),
  };
}

export function Skills({
  kind,
  skills,
  developer,
  className,
}: {
  kind: SkillKind;
  skills: readonly KnownSkill[];
  developer: string;
  className?: string;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? skills : skills.slice(0, FIRST);
  const title = profile.kinds[kind] ?? kind;
  return (
    <Figure
      title={title}
      says={profile.kindSays[kind]}
      height={64}
      query={{ isPending: false, error: null, refetch: () => undefined }}
      empty={skills.length === 0 ? (profile.none[kind] ?? "") : null}
      table={asTable(skills)}
      {...(className === undefined ? {} : { className })}
    >
      <ul aria-label={title} className="divide-y divide-line">
        {shown.map((one) => (
          <One key={one.name} skill={one} developer={developer} />
        ))}
      </ul>
      {shown.length < skills.length && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="mt-2 h-8 w-full rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        >
          {en.table.more} ({skills.length - shown.length})
        </button>
      )}
    </Figure>
  );
}

function One({ skill, developer }: { skill: KnownSkill; developer: string }) {
  const [open, setOpen] = useState(false);
  const depth = profile.depths[skill.depth] ?? skill.depth;
  const context = profile.contexts[skill.context] ?? skill.context;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        title={profile.sentence(depth, skill.days, skill.confidence)}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-1 rounded-control py-2 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden="true"
          size={14}
          className={cx("text-ink-3 transition-transform", open && "rotate-90")}
        />
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium">
            <Foreign>{skill.name}</Foreign>
          </span>
          <span className="shrink-0 text-small text-ink-2">{depth}</span>
          {context !== "" && <Badge>{context}</Badge>}
        </span>
        <span className="figures text-right">{written(skill.proficiency)}</span>
        <SkillBar skill={skill} className="col-span-2 col-start-2" />
        <span className="col-span-2 col-start-2 flex flex-wrap gap-x-3 text-small text-ink-3">
          <span>{profile.sure(skill.confidence)}</span>
          <span>{profile.rests(skill.days, skill.commit_count)}</span>
          <span>{profile.last(skill.last_activity_at)}</span>
        </span>
      </button>
      {open && <Behind skill={skill} developer={developer} />}
    </li>
  );
}

function Behind({ skill, developer }: { skill: KnownSkill; developer: string }) {
  const { workspace } = usePlace();
  const query = useSkillCommits(workspace.id, developer, skill.name, skill.kind);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const withheld = query.data?.pages[0]?.withheld;
  if (query.error) return <Wrong error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton className="mb-2 h-16" />;
  if (withheld || rows.length === 0) {
    return <p className="pb-3 pl-6 text-ink-3">{withheld ?? profile.noCommits}</p>;
  }
  return (
    <div className="pb-3 pl-6">
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">{profile.behind(skill.name)}</caption>
        <tbody>
          {rows.map((one) => (
            <tr key={one.sha} title={`${one.repository} ${one.sha}`} className="align-baseline">
              <td className="figures w-[84px] py-1 pr-2 text-small whitespace-nowrap text-ink-3">{one.day}</td>
              <td className="truncate py-1 pr-2">
                {one.url === null ? (
                  <Foreign>{one.subject}</Foreign>
                ) : (
                  <a href={one.url} rel="noreferrer" className="hover:text-accent-ink hover:underline">
                    <Foreign>{one.subject}</Foreign>
                  </a>
                )}
              </td>
              <td className="figures w-[56px] py-1 text-right text-small text-ink-2">{count(one.lines)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <button
          type="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
          className="mt-1 h-7 rounded-control px-2 text-small text-ink-2 hover:bg-hover hover:text-ink"
        >
          {en.table.more}
        </button>
      )}
    </div>
  );
}
