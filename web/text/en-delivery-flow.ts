/** What is said of open pull requests, who waits, and what was agreed on. */
import { count, plural } from "@/metrics/format";

export const flowWords = {
  clocks: "By the calendar, and in working hours",
  workingHours: (hours: string) => `${hours} working`,
  openStages: "Open pull requests by stage",
  stageOf: {
    draft: "Draft",
    waiting_for_first_review: "Waiting for a first review",
    in_review: "In review",
    approved: "Approved",
  },
  halfFor: "half for",
  stuckQuiet: (n: number, of: number, days: number) =>
    of === 0
      ? "No pull request is open."
      : n === 0
        ? `None of ${plural(of, "open pull request")} has gone quiet: something has happened to each within ${plural(days, "day")}.`
        : `${count(n)} of ${plural(of, "open pull request")} ${n === 1 ? "has" : "have"} gone quiet: nothing has happened for ${plural(days, "day")} or longer.`,
  stuckLongest: {
    draft: () => "",
    waiting_for_first_review: (n: number, half: string) =>
      n === 1
        ? `Longest waits what has no first review yet: one pull request, for ${half}.`
        : `Longest wait those without a first review yet: ${count(n)}, half of them for ${half} or longer.`,
    in_review: (n: number, half: string) =>
      n === 1
        ? `Longest waits what is in review: one pull request, for ${half}.`
        : `Longest wait those in review: ${count(n)}, half of them for ${half} or longer.`,
    approved: (n: number, half: string) =>
      n === 1
        ? `Longest waits what is approved and not merged: one pull request, for ${half}.`
        : `Longest wait those approved and not merged: ${count(n)}, half of them for ${half} or longer.`,
  },
  stuckIssues: (n: number) => `${plural(n, "issue")} ${n === 1 ? "is" : "are"} stuck`,
  stuckWhy: "(blocked, quiet while in progress, or overdue).",
  stuckNoIssue: "No issue is stuck.",
  openHistory: "Open pull requests over time",
  openHistorySays: {
    daily: "By stage, at the end of each day; the last bar is the instant looked at",
    weekly: "By stage, at the end of each week; the last bar is the instant looked at",
  },
  openNone: "No pull request was open then.",
  ages: "How old they are",
  agesSay: "Hours since they were opened, by the calendar",
  ageColumn: "Open for",
  ageOver: (from: string) => `over ${from}`,
  ageBetween: (from: string, to: string) => `${from} to ${to}`,
  inStage: "In this stage",
  openFor: "Open for",
  openNow: "Open now",
  openThen: "Open then",
  openRowsSay: (shown: number, all: number) =>
    `${shown < all ? `The oldest ${count(shown)} of ${count(all)}` : plural(all, "pull request")}, the oldest first.`,
  outOfReach: (n: number) => `${plural(n, "more", "more")} of people out of your reach; the numbers have them.`,
  at: "As it was at the end of",
  atNow: "Now",
  working: (from: string, to: string, hours: string) =>
    `Working hours: ${from} to ${to}, ${hours} a day, on working days without holidays.`,
  anybody: "whoever will",
  nobody: "nobody by name",
  waitingTitle: "Who waits for whom",
  waitingSays: "From those who wait, on the left, to those waited for; as thick as there are waits",
  waitingNone: "Nobody waits for anybody.",
  waitingNobody: "Everybody who waits or is waited for is out of your reach.",
  waitingSummary: (n: number, from: number, to: number) =>
    `${plural(n, "wait")}: ${plural(from, "person", "people")} wait for ${plural(to, "person or team", "people and teams")}.`,
  waitingLeft: (n: number) => `${count(n)} more between others are in the table.`,
  waitingColumns: { from: "Waits", to: "Waited for", kind: "For what", n: "How many", longest: "Longest" },
  longest: (time: string) => `longest ${time}`,
  waitingKinds: "What is waited for",
  waitingKindsSay: "Everybody's, also where no name is shown",
  waitKinds: {
    review: "A review, from a person",
    team_review: "A review, from a team",
    changes: "Changes, from the author",
    another_look: "Another look",
    anybody: "A first review, from anybody",
    merge: "The merge",
  },
  drafts: (n: number) => `${plural(n, "draft")} beside: they wait for nobody but their author.`,
  rounds: "Review rounds",
  roundsNone: "No reviewed pull request was merged in this period.",
  roundsOf: (rounds: number) => (rounds === 0 ? "none" : plural(rounds, "round")),
  roundsSummary: (n: number, mean: string, never: number) =>
    `${plural(n, "pull request")}, ${mean} rounds on average; ${count(never)} more were merged with no review.`,
  roundsUnknown: (n: number) => `${plural(n, "reviewed one", "reviewed ones")} whose commits are not all known beside.`,
  stale: "Gone quiet",
  staleSays: (n: number, of: number) => `${count(n)} of ${count(of)} open ones: no commit, review, word or label since`,
  staleDays: "Quiet for",
  staleDay: (days: number) => `${plural(days, "day")} or more`,
  staleNone: "Nothing has gone quiet.",
  quietFor: "Quiet for",
  agreements: "Working agreements",
  agreementsSay: "What was agreed on, and how far it is kept; undecided is never kept",
  agreementsNone: "Nothing is agreed on yet",
  agreementsNoneSays: "Begin with one of these: once agreed, it shows how far it was kept in this period.",
  agreementsNoneViewer: "A manager of the workspace or of a team can agree on something.",
  agree: "Agree on something",
  agreed: (name: string) => `${name}: agreed from now on.`,
  agreeTitle: "A working agreement",
  agreeSays: "It judges work, never people: names are shown to those who may see them, and there is no ranking.",
  agreeOn: "On what",
  agreeName: "Name",
  agreeLimit: "At most",
  agreeUnit: "Of",
  agreeOf: "Whose",
  agreeEverybody: "Everybody in the workspace",
  agreeKeep: "Agree",
  agreeEnd: "Agree on it no more",
  agreeEndSays: "Its versions go with it. Pull requests stay as they are.",
  flowNone: "No pull request is known yet",
  flowNoneSays: "A connection to GitHub or GitLab brings them, with their reviews.",
  agreeEnded: "It is no longer agreed on.",
  units: {
    working_hours: "working hours",
    working_days: "working days",
    hours: "hours",
    days: "days",
    lines: "lines",
    pull_requests: "pull requests",
  },
  kept: "kept",
  keptOf: (kept: number, n: number) => `${count(kept)} of ${count(n)} kept`,
  undecided: (n: number) => `${count(n)} undecided`,
  between: (low: string, high: string) => `between ${low} and ${high} in the end`,
  verdicts: { kept: "Kept", broken: "Not kept", undecided: "Undecided", left_out: "Left out" },
  verdictsOf: "Which of them",
  keepingRows: "What was held against it",
  keepingNone: "None of these in this period.",
  keepingWeeks: "Keeping rate, week by week",
  weekOf: (who: string, day: string) => `${who}, the week of ${day}`,
  mostOpen: (n: string) => `${n} open at once`,
  agreementOf: (team: string | null) => team ?? "Everybody",
  unnamed: "unnamed",
  by: { daily: "By day.", weekly: "By week.", monthly: "By month.", quarterly: "By quarter." },
};
