/** Before the first test: a repository with a story, and the product in an empty folder. After the last: nothing is left. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countAll, countCommits, makeRepository } from "./repository.ts";
import { linear, signIn, start } from "./stack.ts";

export default async function setup(): Promise<() => Promise<void>> {
  const root = mkdtempSync(join(tmpdir(), "aexy-e2e-"));
  const repository = join(root, "story");
  makeRepository(repository, new Date());
  const provider = await linear();
  const stack = await start(join(root, "home"), "--no-demo");
  const session = join(root, "session.json");
  writeFileSync(session, JSON.stringify(await signIn(stack.link)));
  Object.assign(process.env, {
    AEXY_E2E_URL: stack.url,
    AEXY_E2E_HOME: join(root, "home"),
    AEXY_E2E_SESSION: session,
    AEXY_E2E_REPOSITORY: repository,
    AEXY_E2E_LINEAR: provider.url,
    AEXY_E2E_TOKEN: provider.token,
    AEXY_E2E_ALL: String(countAll(repository)),
    AEXY_E2E_COMMITS: String(countCommits(repository)),
  });
  return async () => {
    await Promise.all([stack.stop(), provider.stop()]);
    rmSync(root, { recursive: true, force: true });
  };
}
