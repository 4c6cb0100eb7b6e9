/** What is said of a repository's code: hotspots, coupling, survival, suspicions, risk. */
import { count, plural } from "@/metrics/format";

export const code = {
  title: "Hotspots",
  repository: "Repository",
  window: "How far back",
  windows: { 90: "90 days", 182: "Half a year", 365: "A year", 730: "Two years", 3650: "Ten years" } as Record<
    number,
    string
  >,
  noRepository: "There is no repository yet",
  noRepositorySays: "Hotspots are counted from the commits and files of repositories. Add one to see them here.",
  addRepository: "Add a repository",
  hotspots: "Where change meets complexity",
  hotspotsSay: (shown: number, n: number, rest: number) =>
    `${shown < n ? `The hottest ${count(shown)} of ${plural(n, "file")}` : plural(n, "file")} by changes and complexity, both on a logarithmic scale; the hottest in colour.${rest > 0 ? ` ${plural(rest, "changed file was", "changed files were")} not measured.` : ""}`,
  hotspotsSummary: (n: number, first: string) =>
    `${plural(n, "file")} by changes and complexity; the hottest is ${first}.`,
  changesAxis: "Changes",
  complexityAxis: "Complexity",
  ranking: "The hottest files",
  rankingSays: "Choose a file to see the commits behind it",
  columns: {
    file: "File",
    score: "Score",
    changes: "Changes",
    authors: "Authors",
    fixes: "Fixes",
    complexity: "Complexity",
    trend: "Trend",
    largest: "Largest function",
    last: "Last change",
    support: "Together",
    degree: "Degree",
    atLeast: "At least",
    confidence: "Confidence",
  },
  byIndentation: "by indentation",
  commitsOf: "Commits behind it",
  alsoCalled: (names: string) => `Also called ${names}`,
  commitsNone: "No commit changed it in this window.",
  knownBy: { issue: "fix: linked bug", label: "fix: label", prefix: "fix: prefix", words: "fix: its words" } as Record<
    string,
    string
  >,
  coupling: "What changes together",
  couplingSays: (n: number, left: number) =>
    `${plural(n, "logical change")} counted${left > 0 ? `, ${count(left)} of too many files left out` : ""}`,
  couplingSummary: (n: number, first: string) =>
    `${plural(n, "pair")} of files that change together; the closest: ${first}.`,
  onlyAcross: "Different folders only",
  withTest: "program and test",
  across: "With other repositories",
  acrossSays: (n: number) => `${plural(n, "issue")} joined pull requests here and elsewhere`,
  acrossIn: (folder: string, repository: string) => `${folder} in ${repository}`,
  survival: "How long lines live",
  survivalSays: (months: number | null) =>
    months === null
      ? "Lines left at the end of each period, by when they were written. Half of them outlive what is known."
      : `Lines left at the end of each period, by when they were written. Half of all lines are gone after ${count(Math.round(months))} months.`,
  written: (from: string, to: string) => (from === to ? `Written ${from}` : `Written ${from} to ${to}`),
  suspected: "Suspected commits",
  suspectedSays: (n: number, pointing: number) =>
    `${plural(n, "fix", "fixes")} in this window, ${count(pointing)} of which point to a commit`,
  suspectedBadge: "suspected",
  later: (days: number) => (days < 1 ? "the same day" : `${plural(Math.round(days), "day")} later`),
  linesOf: (n: number) => plural(n, "line"),
  risk: "Open pull requests by risk",
  riskSays: (n: number) => `Their place among ${plural(n, "merged pull request")}`,
  riskNone: "No pull request is open here.",
  byParts: "judged by parts",
  byLines: "judged by lines added",
  auc: "Told apart (AUC)",
  aucParts: "parts",
  aucLines: "lines added",
  aucSays: "0.5 is a coin, 1 is always right",
  withheld: (n: number) => `${plural(n, "more pull request is", "more pull requests are")} out of your reach.`,
  filesUnknown: "files not known",
};
