/** What the page about AI assistance says. */

import { count } from "@/metrics/format";
import { pageNames } from "./en-pages";

export const assistance = {
  title: pageNames.assistance,
  subject: "Whose changes",
  whole: "Whole workspace",
  teams: "Teams",
  window: "How far back",
  half: "26 weeks",
  year: "52 weeks",
  span: (range: string) => `Whole weeks, ${range}`,
  how: "How to read this",
  commitsShare: "Assisted commits",
  pullsShare: "Assisted pull requests",
  authored: "By an agent",
  coAuthored: "With an assistant",
  of: (n: number, what: string) => `of ${count(n)} ${what}`,
  commits: "commits",
  pulls: "merged pull requests",
  between: (low: string, high: string) => `${low} to ${high}`,
  trend: "Share of changes over time",
  trendSays: "Two weeks by two weeks; the rest of each has no trace of assistance",
  what: "Changes",
  levels: { authored: "Authored by an agent", "co-authored": "Naming an assistant", none: "Without a trace" } as Record<
    string,
    string
  >,
  step: "Two weeks from",
  compared: "Assisted changes beside the others",
  comparedSays: "The bar holds the value in 95 of 100 cases; bars that overlap widely say there may be no difference",
  assisted: "Assisted",
  other: "Others",
  difference: "Difference",
  measure: "Measure",
  bounds: "95 of 100",
  n: "n",
  cells: "Like with like",
  cellsSay: (fewest: number) =>
    `By task type and size, only where there are ${count(fewest)} of each and five people behind both`,
  cellsNone: (fewest: number) =>
    `No task type or size has ${count(fewest)} assisted pull requests and as many others yet, with five people behind both.`,
  type: "Task type",
  size: "Size",
  any: "any",
  sizes: { small: "small", medium: "medium", large: "large" } as Record<string, string>,
  evidence: "What counts as evidence",
  evidenceNames: { authored: "Authored", "co-authored": "Co-authored", telemetry: "Telemetry" } as Record<
    string,
    string
  >,
  seen: "seen",
  none: "no trace",
  noneTitle: "No trace of assistance here",
  noneSays:
    "Evidence comes by itself: when an agent commits under its own name, when a message carries a trailer such as Co-authored-by: Claude, or when GitHub Copilot's usage is read by a connection.",
  lines: (read: number, all: number) => `Lines were read of ${count(read)} of ${count(all)} repositories.`,
  usage: "What assistants count themselves",
  usageSays: "Of everybody together, on days with five people or more; it says of no change whether it was assisted",
  usageOf: (days: number, people: string) => `${count(days)} days, ${people} people a day`,
  accepted: (accepted: number, all: number) => `${count(accepted)} of ${count(all)} suggestions taken`,
  summary: (name: string, ours: string, others: string) => `${name}: ${ours} assisted, ${others} others`,
} as const;
