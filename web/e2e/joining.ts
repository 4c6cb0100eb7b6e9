/** Somebody else in the workspace: invited, joined, in a browser of their own. */
import type { Page } from "@playwright/test";
import { expect, world } from "./journey.ts";

export interface Joining {
  role: "viewer" | "member" | "manager";
  email: string;
  name: string;
  /** The first of whoever invites, where none is named. */
  workspace?: string;
}

async function own(page: Page): Promise<string> {
  const answer = await page.context().request.get(`${world.url}/api/v1/auth/me`);
  const { workspaces } = (await answer.json()) as { workspaces: { id: string }[] };
  return workspaces[0]?.id ?? "";
}

/** A page of whoever joins; the caller closes its context. */
export async function joined(page: Page, { role, email, name, workspace }: Joining): Promise<Page> {
  const made = await page
    .context()
    .request.post(`${world.url}/api/v1/workspaces/${workspace ?? (await own(page))}/invitations`, {
      data: { email, role },
      headers: { "x-aexy": "1" },
    });
  expect(made.ok(), await made.text()).toBe(true);
  const { link } = (await made.json()) as { link: string };
  const browser = page.context().browser();
  if (browser === null) throw new Error("There is no browser.");
  const context = await browser.newContext({ baseURL: world.url, storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Your name").fill(name);
  await theirs.getByRole("button", { name: "Make an account and join" }).click();
  // Whoever is nowhere but in a demo begins where a repository of their own could be added.
  await expect(theirs).toHaveURL(({ pathname }) => ["/", "/overview", "/dashboard"].includes(pathname));
  return theirs;
}
