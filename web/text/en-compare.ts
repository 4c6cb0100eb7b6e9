/** What the page says on which people, teams or repositories stand beside each other. */
import { plural } from "@/metrics/format";

export const compare = {
  title: "Compare",
  with: "Compare",
  who: "Beside each other",
  whoSays: (most: number) => `Up to ${most} of one kind, in the order you add them. Nobody is ranked.`,
  kind: "What is compared",
  kinds: { developer: "People", team: "Teams", repository: "Repositories" },
  add: { developer: "Add a person", team: "Add a team", repository: "Add a repository" },
  remove: (name: string) => `Remove: ${name}`,
  full: (most: number) => `${most} are the most that can be read beside each other. Remove one to add another.`,
  hint: "Type a name, ↑↓ and Enter to add, Backspace to take the last one out",
  none: (text: string) => `Nothing else here is called “${text}”.`,
  noMore: "All there are stand here already.",
  numbers: "Which numbers",
  telling: "What tells most",
  nobody: {
    developer: "Add two people to see their numbers beside each other, as far as you may see them.",
    team: "Add two teams to see their numbers beside each other.",
    repository: "Add two repositories to see their numbers beside each other.",
  },
  nobodyTitle: "Nothing to compare yet",
  oneMore: "Add one more.",
  firstFew: (n: number) => `Take the first ${n}`,
  verdicts: { larger: "larger than chance", within: "within chance", unknown: "too few weeks" },
  few: "few rows",
  fewSays: (n: number, mean: string) =>
    `It rests on ${plural(n, "row")}. Drawn towards the workspace's number, it is ${mean}.`,
  week: "Week of",
  alike: "All rows of a metric have one scale. Weeks that are not over are left out.",
  scale: (top: string) => `Scale from 0 to ${top}.`,
};
