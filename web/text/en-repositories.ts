/** What the pages about repositories say. */
import { plural } from "@/metrics/format";

export const repositories = {
  title: "Repositories",
  add: "Add repository",
  addTitle: "Add a repository",
  many: (n: number) => plural(n, "repository", "repositories"),
  read: (commits: number) => `${plural(commits, "commit")} on their default branches, with merges`,
  sync: "Sync",
  syncing: "Sync started.",
  added: (name: string) => `${name} is being read.`,
  notRead: "not read yet",
  upToDate: "read",
  dropMirror: "Drop the mirror",
  dropTitle: (name: string) => `Drop the mirror of ${name}?`,
  dropSays: (size: string) =>
    `This frees ${size} on this machine. Commits and numbers stay; the next sync fetches the whole history again.`,
  dropped: "The mirror is gone.",
  remove: "Delete",
  removeTitle: (name: string) => `Delete ${name}?`,
  removeSays: (commits: string) =>
    `This deletes ${commits}, their files, and every number that rests on them, from this workspace. The repository itself is not touched. It cannot be undone.`,
  removeType: (name: string) => `Type ${name} to confirm`,
  removed: (name: string) => `${name} is deleted.`,
  cancel: "Keep it",
  emptyTitle: "No repository yet",
  empty: "Add one by its path on this machine, or by an address git can fetch from.",
  never: "never",
  shallow: "shallow",
  shallowSays: "The clone is shallow: history before its boundary is missing. `git fetch --unshallow` completes it.",
  actions: "More for this repository",
};

export const repository = {
  quality: "How good the data is",
  qualitySays: "What was found while reading this history",
  qualityNone: "Nothing to report: every commit has a date, an author and its lines.",
  facts: "About",
  stored: "Commits stored",
  counted: "Commits, with merges",
};
