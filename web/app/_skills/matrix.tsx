"use client";
/** People by skills: a square as dark as the depth, the number, and below it a bar as long as it is sure. */
import { useState } from "react";
import type { Skill, SkillHeatmap } from "@/api/analytics";
import { STEP_FILL } from "@/metrics/calendar";
import { Figure } from "@/metrics/figure";
import { count, NOTHING } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { skills } from "@/text/en-skills";
import { cx, Foreign } from "@/ui/basic";
import { ShowAll } from "@/ui/table";

const COLUMNS = 12;
/** As many people before the reader asks for all: twelve squares each are a lot to draw. */
const PEOPLE = 50;
const DEPTHS = ["novice", "intermediate", "advanced", "expert"];
const SURE = 0.5;

export function SkillMatrix({
  query,
  title,
  says,
}: {
  query: { data: SkillHeatmap | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  title: string;
  says: string;
}) {
  const found = query.data;
  return (
    <Figure
      title={title}
      says={says}
      height={320}
      query={query}
      empty={found && found.skills.length === 0 ? emptySays(found) : null}
      table={found ? () => asTable(found) : null}
    >
      {found && <Heatmap found={found} label={title} />}
    </Figure>
  );
}

function emptySays({ withheld_people, withheld }: SkillHeatmap): string {
  return withheld_people > 0 ? analytics.leftOut(withheld_people, withheld ?? "") : analytics.skillsNone;
}

function asTable(found: SkillHeatmap): TableView {
  return {
    head: [en.columns.person, ...found.skills.map((one) => one.skill)],
    rows: found.rows.map((row) => [
      row.developer.name,
      ...found.skills.map(({ skill }) => {
        const known = row.skills[skill];
        return known ? skills.cellWritten(written(known.proficiency), percent(known.confidence)) : NOTHING;
      }),
    ]),
  };
}

export function written(proficiency: number): string {
  return proficiency < 0.5 ? "<1" : count(Math.round(proficiency));
}

export function percent(share: number): string {
  return `${count(Math.round(share * 100))} %`;
}

function Heatmap({ found, label }: { found: SkillHeatmap; label: string }) {
  const shown = found.skills.slice(0, COLUMNS).map((one) => one.skill);
  const rest = found.skills.slice(COLUMNS).map((one) => one.skill);
  const [all, setAll] = useState(false);
  const rows = all ? found.rows : found.rows.slice(0, PEOPLE);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse */}
      <section tabIndex={0} aria-label={label} className="relative overflow-x-auto">
        <table className="w-max min-w-full border-collapse">
          <caption className="sr-only">{skills.teamSays}</caption>
          <thead>
            <tr>
              <th scope="col" className="sticky left-0 bg-card px-2 text-left text-small font-medium text-ink-3">
                {en.columns.person}
              </th>
              {shown.map((skill) => (
                <th key={skill} scope="col" className="h-8 px-2 text-left text-small font-medium text-ink-3">
                  <Foreign className="whitespace-nowrap">{skill}</Foreign>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.developer.id}>
                <th
                  scope="row"
                  className="sticky left-0 max-w-[180px] truncate border-t border-line bg-card px-2 text-left font-normal max-sm:max-w-[120px]"
                >
                  <Foreign>{row.developer.name}</Foreign>
                </th>
                {shown.map((skill) => (
                  <td key={skill} className="h-9 border-t border-line px-2">
                    <Known skill={row.skills[skill]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length < found.rows.length && <ShowAll n={found.rows.length} onClick={() => setAll(true)} />}
      <Legend />
      {rest.length > 0 && <p className="mt-2 text-small text-ink-3">{analytics.more(rest.join(", "))}</p>}
      <div className="mt-3 space-y-1 text-small text-ink-3">
        {found.withheld_people > 0 && <p>{analytics.leftOut(found.withheld_people, found.withheld ?? "")}</p>}
        <p>{found.caution}</p>
      </div>
    </>
  );
}

function Known({ skill }: { skill: Skill | undefined }) {
  if (!skill) return <span className="text-ink-3">{NOTHING}</span>;
  const depth = DEPTHS.indexOf(skill.depth);
  const words = skills.cellSays(analytics.depths[skill.depth] ?? skill.depth, skill.n, percent(skill.confidence));
  return (
    <span title={words} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className="size-3 shrink-0 rounded-[3px]" style={{ background: STEP_FILL[depth + 1] }} />
      <span className="inline-flex w-7 flex-col gap-0.5">
        <span className={cx("figures leading-4", skill.confidence < SURE && "text-ink-3")}>
          {written(skill.proficiency)}
        </span>
        <span aria-hidden="true" className="h-[3px] w-full overflow-hidden rounded-full bg-line">
          <span className="block h-full rounded-full bg-ink-3" style={{ width: `${skill.confidence * 100}%` }} />
        </span>
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
}

function Legend() {
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-ink-3">
      {DEPTHS.map((depth, at) => (
        <span key={depth} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[2px]" style={{ background: STEP_FILL[at + 1] }} />
          {analytics.depths[depth]}
        </span>
      ))}
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="h-[3px] w-7 overflow-hidden rounded-full bg-line">
          <span className="block h-full w-2/3 rounded-full bg-ink-3" />
        </span>
        {skills.sure}
      </span>
    </p>
  );
}
