/** What the analytics page says. */
import { count, plural } from "@/metrics/format";

const people = (n: number) => plural(n, "person", "people");

export const analytics = {
  title: "Analytics",
  tabs: "What is analysed",
  skills: "Skills",
  activity: "Activity",
  productivity: "Productivity",
  workload: "Workload",
  collaboration: "Collaboration",
  leftOut: (n: number, why: string) => `${people(n)} left out. ${why}`,
  skillsSays: "0 to 100, from the days somebody worked in it; a day counts half after half a year",
  skillsNone: "Nobody here has written in a language that is known. A repository fills this.",
  skillCell: (depth: string, n: number, confidence: number) =>
    `${depth}, from ${plural(n, "day")}; confidence ${Math.round(confidence * 100)} %`,
  more: (names: string) => `Also: ${names}.`,
  depths: { novice: "novice", intermediate: "intermediate", advanced: "advanced", expert: "expert" } as Record<
    string,
    string
  >,
  who: "Whose days",
  whoNone: "Choose a person to see their days.",
  days: "A year of days",
  daysSay: "Commits, reviews and remarks by the person's own clock",
  hours: "Hours of the week",
  hoursSay: "By the person's own clock; shown to that person alone",
  deeds: "Commits, reviews and remarks",
  deed: "action",
  nothingDone: "Nothing is known of these weeks.",
  workloadSays: (name: string, median: string) => `${name} Median ${median}.`,
  workloadNone: "No source tells this. Connect a provider to see it.",
  nobodyBusy: "Nobody shown has any.",
  ahead: "Days ahead",
  aheadSays: "Working days in the next two weeks, less holidays and leave",
  network: "Who works with whom",
  networkSays: "Lines are reviews and shared commits of the last two years; thicker for more and later ones",
  networkNone: "No reviews or shared commits between these people are known.",
  networkSummary: (nodes: number, edges: number) => `${people(nodes)}, ${plural(edges, "tie")} between them.`,
  central: "On the way between others",
  centralSays: "The share of shortest ways between two others that lead over somebody; in order of name",
  centralNone: "At least three people are needed.",
  centralNobody: "Nobody stands between two others.",
  cohesion: "Cohesion",
  cohesionSays: "1 when everybody works with everybody",
  density: "Density",
  densitySays: "Ties there are of those there could be",
  tie: (reviews: number, shared: number) => `${plural(reviews, "review")}, ${plural(shared, "shared commit")}`,
  columns: {
    reviewer: "Reviewer",
    author: "Author",
    reviews: "Reviews",
    shared: "Shared commits",
    strength: "Strength",
  },
  share: (value: number) => `${count(Math.round(value * 100))} %`,
};
