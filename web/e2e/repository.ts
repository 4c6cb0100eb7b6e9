/** A small repository with a story: three people over half a year, a bot, a merge, hostile names and messages. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PEOPLE = [
  ["Ada Lindqvist", "ada@example.org"],
  ["Bo \u202eOkafor", "bo@example.org"],
  ["Eve &lt;img src=x onerror=alert(1)&gt; Ho", "eve@example.org"],
] as const;
const DAY = 86_400_000;

function git(folder: string, words: string[], env: Record<string, string> = {}): string {
  const clean = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...env,
  };
  return execFileSync("git", words, {
    cwd: folder,
    env: clean as unknown as NodeJS.ProcessEnv,
    encoding: "utf8",
  }).trim();
}

function commit(folder: string, who: readonly [string, string], at: Date, message: string): void {
  const date = `${Math.floor(at.getTime() / 1000)} +0200`;
  git(folder, ["add", "-A"]);
  git(folder, ["commit", "-q", "--allow-empty", "-m", message], {
    GIT_AUTHOR_NAME: who[0],
    GIT_AUTHOR_EMAIL: who[1],
    GIT_COMMITTER_NAME: who[0],
    GIT_COMMITTER_EMAIL: who[1],
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  });
}

/** Makes the repository; what happened in it is the same however often it is made. */
export function makeRepository(folder: string, now: Date): void {
  mkdirSync(join(folder, "src"), { recursive: true });
  git(folder, ["init", "-q", "-b", "main"]);
  const noon = Math.floor(now.getTime() / DAY) * DAY + 10 * 3_600_000;
  for (let day = 180; day > 0; day -= 1) {
    const at = new Date(noon - day * DAY);
    if (day % 7 > 4) continue;
    const who = PEOPLE[day % 3] ?? PEOPLE[0];
    writeFileSync(join(folder, "src", `part-${day % 9}.ts`), `export const made = ${day};\n`.repeat((day % 5) + 1));
    const message = day === 30 ? "Stop <script>alert('x')</script> \u202egnp" : `Change part ${day % 9}`;
    commit(folder, who, at, message);
    if (day === 60) merge(folder, at);
  }
}

function merge(folder: string, at: Date): void {
  git(folder, ["checkout", "-q", "-b", "side", "HEAD~3"]);
  writeFileSync(join(folder, "side.py"), "side = True\n");
  commit(folder, PEOPLE[0], new Date(at.getTime() + 3_600_000), "Work on the side");
  git(folder, ["checkout", "-q", "main"]);
  const date = `${Math.floor(at.getTime() / 1000) + 7200} +0200`;
  const [name, email] = PEOPLE[0];
  git(folder, ["merge", "-q", "--no-ff", "-m", "Merge the side", "side"], {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  });
}

/** All commits of the default branch. */
export function countAll(folder: string): number {
  return Number(git(folder, ["rev-list", "--count", "main"]));
}

/** What the pages have to say: the commits of the default branch that are no merges. */
export function countCommits(folder: string): number {
  return Number(git(folder, ["rev-list", "--count", "--no-merges", "main"]));
}
