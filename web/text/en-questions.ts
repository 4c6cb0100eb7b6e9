/** What the overview says of the latest week, of reviews, and of the questions people bring. */
import { plural } from "@/metrics/format";

export const questions = {
  title: "Questions people ask",
  says: "Each leads to its answer",
  list: {
    week: "What changed last week?",
    reviews: "Which team's reviews are slowest, and why?",
    stuck: "What is stuck?",
    knows: "Who knows this folder?",
    load: "Is anybody overloaded?",
    compare: "Do these teams really differ?",
    trust: "Which numbers can I trust?",
  },
  answers: {
    week: "the latest whole week beside the twelve before it",
    reviews: "first review, and the stage it waits in",
    stuck: "open pull requests by stage and age, and what is quiet",
    knows: "authors, changes and reviews of any path",
    load: "work in hand, as far as you may see it",
    compare: "beside each other, with chance told apart",
    trust: "what is missing, and where it is mended",
  },
};

export const week = {
  title: (range: string) => `Last week, ${range}`,
  says: "Against what the twelve weeks before it were like; shares count as moved from 10 points on, or further where weeks differ more",
  usual: (value: string) => `usually ${value}`,
  nothing: "Nothing moved further than weeks differ anyway.",
  same: (n: number) => `${plural(n, "number")} no further off than weeks differ anyway`,
  silent: (n: number) => `${plural(n, "number")} of which nothing can be said`,
  directions: { better: "better", worse: "worse", higher: "higher", lower: "lower", unchanged: "as usual" } as Record<
    string,
    string
  >,
  opens: (name: string, value: string) => `${name} last week: ${value}. Explain`,
};

export const reviews = {
  title: "Reviews by team",
  says: "From ready to merged, in medians of what was merged in the period; the bar is of means, which add up, and as long as they are.",
  team: "Team",
  first: "First review",
  waits: "Where it waits",
  means: (parts: string) => `Means: ${parts}`,
  slowest: (team: string, wait: string, whole: string) =>
    `${team}'s pull requests wait longest for a first review: ${wait} in the median, ${whole} in the whole workspace.`,
  surely: "The weeks of its reviews differ from another team's by more than chance.",
  perhaps: "That is no larger than chance: next time it may be another team.",
  stage: (stage: string, here: string, whole: string) =>
    `On the way to merge it loses most ${stage}: ${here}, ${whole} in the whole workspace.`,
  stages: {
    pickup: "until somebody picks it up",
    review: "while it is reviewed",
    merge: "between approval and merge",
  } as Record<string, string>,
  open: (n: number, waiting: number, longest: string) =>
    waiting === 0
      ? `Of ${plural(n, "pull request")} open now, none waits for a first review.`
      : `${waiting} of ${plural(n, "pull request")} open now ${waiting === 1 ? "waits" : "wait"} for a first review, the longest for ${longest}.`,
  spread: (share: string, n: number) =>
    `One person gives ${share} of its reviews, among ${plural(n, "person", "people")} who review.`,
  look: "Look at its open work",
  compare: "Beside other teams",
  none: "No team has a number of reviews in this period. A connection to GitHub or GitLab brings them.",
};
