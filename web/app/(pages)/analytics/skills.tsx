"use client";
/** People by languages: a square as dark as the depth, and the number beside it. */
import { type Skill, type SkillHeatmap, useSkills } from "@/api/analytics";
import { usePlace } from "@/app/_frame/place";
import { STEP_FILL } from "@/metrics/calendar";
import { Figure } from "@/metrics/figure";
import { count, NOTHING } from "@/metrics/format";
import type { TableView } from "@/metrics/plain-table";
import { en } from "@/text/en";
import { analytics } from "@/text/en-analytics";
import { cx, Foreign } from "@/ui/basic";
import { Notes } from "./left-out";

const COLUMNS = 12;
const DEPTHS = ["novice", "intermediate", "advanced", "expert"];
const SURE = 0.5;

export function SkillsTab() {
  const { workspace, team } = usePlace();
  const query = useSkills(workspace.id, { team });
  const found = query.data;
  return (
    <Figure
      title={analytics.skills}
      says={analytics.skillsSays}
      height={320}
      query={query}
      empty={found && found.skills.length === 0 ? emptySays(found) : null}
      table={found ? asTable(found) : null}
    >
      {found && <Heatmap found={found} />}
    </Figure>
  );
}

function emptySays(found: SkillHeatmap): string {
  const { withheld_people, withheld } = found;
  return withheld_people > 0 ? analytics.leftOut(withheld_people, withheld ?? "") : analytics.skillsNone;
}

function asTable(found: SkillHeatmap): TableView {
  return {
    head: [en.columns.person, ...found.skills.map((one) => one.skill)],
    rows: found.rows.map((row) => [
      row.developer.name,
      ...found.skills.map(({ skill }) => {
        const known = row.skills[skill];
        return known ? written(known.proficiency) : NOTHING;
      }),
    ]),
  };
}

function Heatmap({ found }: { found: SkillHeatmap }) {
  const shown = found.skills.slice(0, COLUMNS).map((one) => one.skill);
  const rest = found.skills.slice(COLUMNS).map((one) => one.skill);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse */}
      <section tabIndex={0} aria-label={analytics.skills} className="overflow-x-auto">
        <table className="w-max min-w-full border-collapse">
          <caption className="sr-only">{analytics.skillsSays}</caption>
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
            {found.rows.map((row) => (
              <tr key={row.developer.id}>
                <th
                  scope="row"
                  className="sticky left-0 max-w-[180px] truncate border-t border-line bg-card px-2 text-left font-normal max-sm:max-w-[120px]"
                >
                  <Foreign>{row.developer.name}</Foreign>
                </th>
                {shown.map((skill) => (
                  <td key={skill} className="h-8 border-t border-line px-2">
                    <Known skill={row.skills[skill]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Legend />
      {rest.length > 0 && <p className="mt-2 text-small text-ink-3">{analytics.more(rest.join(", "))}</p>}
      <Notes of={found} />
    </>
  );
}

function written(proficiency: number): string {
  return proficiency < 0.5 ? "<1" : count(Math.round(proficiency));
}

function Known({ skill }: { skill: Skill | undefined }) {
  if (!skill) return <span className="text-ink-3">{NOTHING}</span>;
  const depth = DEPTHS.indexOf(skill.depth);
  return (
    <span
      title={analytics.skillCell(analytics.depths[skill.depth] ?? skill.depth, skill.n, skill.confidence)}
      className="inline-flex items-center gap-1.5 whitespace-nowrap"
    >
      <span aria-hidden="true" className="size-3 shrink-0 rounded-[3px]" style={{ background: STEP_FILL[depth + 1] }} />
      <span className={cx("figures", skill.confidence < SURE && "text-ink-3")}>{written(skill.proficiency)}</span>
    </span>
  );
}

function Legend() {
  return (
    <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-3">
      {DEPTHS.map((depth, at) => (
        <span key={depth} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[2px]" style={{ background: STEP_FILL[at + 1] }} />
          {analytics.depths[depth]}
        </span>
      ))}
    </p>
  );
}
