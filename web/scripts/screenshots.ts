/** Makes the pictures of the README from the demo organization: nothing in them is drawn by hand. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type Stack, signIn, start } from "../e2e/stack.ts";

const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "aexy-pictures-"));
const DESK = { width: 1440, height: 1060 };
const PHONE = { width: 390, height: 844 };
let stack: Stack;
let session: Awaited<ReturnType<BrowserContext["storageState"]>>;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  mkdirSync(PICTURES, { recursive: true });
  stack = await start(join(root, "home"));
  session = (await signIn(stack.link)) as typeof session;
  await demoIsMade();
  await isSomebody();
});

test.afterAll(async () => {
  await stack.stop();
  rmSync(root, { recursive: true, force: true });
});

async function ask<T>(path: string): Promise<T> {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return (await (await fetch(`${stack.url}/api/v1${path}`, { headers: { cookie } })).json()) as T;
}

async function demoIsMade(): Promise<void> {
  await expect(async () => {
    const { workspaces } = await ask<{ workspaces: { id: string }[] }>("/auth/me");
    const { items } = await ask<{ items: { state: string }[] }>(`/workspaces/${workspaces[0]?.id}/jobs`);
    expect(items.map((job) => job.state)).toContain("done");
    expect(items.filter((job) => job.state === "queued" || job.state === "running")).toEqual([]);
  }).toPass({ timeout: 240_000, intervals: [1000] });
}

/** Whoever is pictured is one of the people, and manages: their dashboard is the manager's. */
async function isSomebody(): Promise<void> {
  const workspace = (await ask<{ workspaces: { id: string }[] }>("/auth/me")).workspaces[0]?.id;
  const people = await ask<{ items: { id: string; kind: string }[] }>(`/workspaces/${workspace}/developers?limit=50`);
  const developer_id = people.items.find(({ kind }) => kind === "human")?.id;
  await say(`/workspaces/${workspace}/me`, { developer_id });
  await say(`/dashboard/preferences?workspace_id=${workspace}`, { preset_type: "manager", checklist_dismissed: true });
}

async function say(path: string, body: object): Promise<void> {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { cookie, origin: stack.url, "content-type": "application/json", "x-aexy": "1" };
  const answer = await fetch(`${stack.url}/api/v1${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** Waits until everything on the page has arrived. */
async function look(page: Page, address: string): Promise<void> {
  await page.goto(`${stack.url}${address}`);
  if (address.startsWith("/dashboard"))
    await expect(page.locator("[data-widget=teamOverview] tbody tr")).not.toHaveCount(0);
  else
    await expect(page.getByRole("button", { name: /^Commits\b/, includeHidden: true }).first()).toContainText(/n\s\d/);
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

const PICTURED = [
  { name: "overview-light", address: "/overview?period=26w", scheme: "light", size: DESK },
  { name: "overview-dark", address: "/overview?period=26w", scheme: "dark", size: DESK },
  { name: "dashboard", address: "/dashboard", scheme: "light", size: DESK },
  { name: "explain", address: "/overview?explain=avg_commit_size&on=workspace", scheme: "dark", size: DESK },
  { name: "phone", address: "/overview", scheme: "light", size: PHONE },
] as const;

for (const { name, address, scheme, size } of PICTURED) {
  test(name, async ({ browser }) => {
    const context = await browser.newContext({
      storageState: session,
      viewport: size,
      colorScheme: scheme,
      deviceScaleFactor: size === PHONE ? 2 : 1,
    });
    const page = await context.newPage();
    await look(page, address);
    if (name === "explain") await page.getByRole("dialog").getByRole("heading", { name: "Over time" }).waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await context.close();
  });
}
