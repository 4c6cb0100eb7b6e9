/**
 * The small demo organization that journeys look at; made once, whoever comes first.
 *
 * Its story ends today, so every day tells another one. `AEXY_E2E_SEED` tells others on the same day: a journey that
 * holds for a handful of seeds holds tomorrow as well.
 */
import type { Page } from "@playwright/test";
import { expect, world } from "./journey.ts";
import { ask } from "./stack.ts";

export interface Demo {
  id: string;
  slug: string;
  is_demo: boolean;
}

export async function demo(page: Page): Promise<Demo> {
  const look = async () => {
    const answer = await page.context().request.get(`${world.url}/api/v1/auth/me`);
    return ((await answer.json()) as { workspaces: Demo[] }).workspaces.find((one) => one.is_demo);
  };
  if ((await look()) === undefined)
    ask(world.home, "demo", "--developers", "8", "--commits", "900", "--seed", process.env.AEXY_E2E_SEED ?? "1");
  const found = await look();
  if (found === undefined) throw new Error("There is no demo organization.");
  return found;
}

/** What the API answers to whoever's page it is, below the demo's workspace. */
export async function told<T>(page: Page, { id }: Demo, path: string): Promise<T> {
  const answer = await page.context().request.get(`${world.url}/api/v1/workspaces/${id}${path}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}
