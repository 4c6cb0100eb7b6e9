/** What is written in the form about how numbers are counted, and what of it has to be sent. */
import type { InsightSettings, InsightSettingsWish } from "@/api/settings";
import { counting as text } from "@/text/en-counting";

export interface Written {
  period: InsightSettings["default_period"];
  auto: boolean;
  churn: string;
  halfLife: string;
  /** Skill and days, in the order they stand in. */
  skills: readonly (readonly [string, string])[];
}

export function writtenOf(settings: InsightSettings): Written {
  return {
    period: settings.default_period,
    auto: settings.auto_snapshots,
    churn: String(settings.churn_days),
    halfLife: String(settings.half_life_days),
    skills: Object.entries(settings.skill_half_lives)
      .sort(([a], [b]) => a.localeCompare(b, "en"))
      .map(([skill, days]) => [skill, String(days)] as const),
  };
}

/** A whole number between two; null for anything else. */
export function wholeDays(text: string, most: number): number | null {
  const days = Number(text);
  return text.trim() !== "" && Number.isInteger(days) && days >= 1 && days <= most ? days : null;
}

export const MOST_CHURN = 365;
export const MOST_HALF_LIFE = 3650;

/** Only what is different; null while something written makes no sense. */
export function wishOf(written: Written, settings: InsightSettings): InsightSettingsWish | null {
  const churn = wholeDays(written.churn, MOST_CHURN);
  const halfLife = wholeDays(written.halfLife, MOST_HALF_LIFE);
  const skills = new Map<string, number>();
  for (const [name, days] of written.skills) {
    const whole = wholeDays(days, MOST_HALF_LIFE);
    if (name.trim() === "" || whole === null || skills.has(name.trim())) return null;
    skills.set(name.trim(), whole);
  }
  if (churn === null || halfLife === null) return null;
  const wish: InsightSettingsWish = {};
  if (written.period !== settings.default_period) wish.default_period = written.period;
  if (written.auto !== settings.auto_snapshots) wish.auto_snapshots = written.auto;
  if (churn !== settings.churn_days) wish.churn_days = churn;
  if (halfLife !== settings.half_life_days) wish.half_life_days = halfLife;
  const before = settings.skill_half_lives;
  const differs =
    skills.size !== Object.keys(before).length || [...skills].some(([name, days]) => before[name] !== days);
  if (differs) wish.skill_half_lives = Object.fromEntries(skills);
  return wish;
}

/** One value of a setting, in words. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return text.nothing;
  if (typeof value === "boolean") return value ? text.on : text.off;
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([name, days]) => `${name} ${String(days)}`);
    return parts.length === 0 ? text.nothing : parts.join(", ");
  }
  return text.periods[String(value)] ?? String(value);
}
