"use client";
/**
 * One skill, drawn: as long as the proficiency, as strong as it is recent, hatched where there is little to judge by.
 * The ticks are where depths begin.
 */
import type { KnownSkill } from "@/api/expertise";
import { cx } from "@/ui/basic";

const STEPS = [40, 60, 80];
const SURE = 0.5;
const FAINTEST = 0.3;

/** How strong the colour is: recency, but never so little that nobody sees it. */
export function strength(recency: number): number {
  return FAINTEST + (1 - FAINTEST) * Math.min(1, Math.max(0, recency));
}

export function isHatched(confidence: number): boolean {
  return confidence < SURE;
}

export function SkillBar({ skill, className }: { skill: KnownSkill; className?: string }) {
  const hatched = isHatched(skill.confidence);
  return (
    <span aria-hidden="true" className={cx("relative block h-2.5 overflow-hidden rounded-[3px] bg-sunken", className)}>
      <span
        className="absolute inset-y-0 left-0 rounded-[3px]"
        style={{
          width: `${Math.max(1, skill.proficiency)}%`,
          opacity: strength(skill.recency_factor),
          background: hatched
            ? "repeating-linear-gradient(115deg, var(--accent) 0 2px, transparent 2px 5px)"
            : "var(--accent)",
          boxShadow: hatched ? "inset 0 0 0 1px var(--accent)" : undefined,
        }}
      />
      {STEPS.map((step) => (
        <span key={step} className="absolute inset-y-0 w-px bg-card" style={{ left: `${step}%` }} />
      ))}
    </span>
  );
}
