/** The palette, what happened, and what concerns somebody: by keys, by the address, and by what goes wrong. */
import { cpSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { expect, isAccessible, open, settled, test, world } from "../journey.ts";

const headers = { "x-aexy": "1" };

test("the palette opens by a stroke, forgives a slip and remembers where one was", async ({ page }) => {
  await open(page, "/teams");
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: /^Go to/ });
  await expect(field).toBeFocused();
  await expect(page.getByRole("option", { name: "Sign out" })).toBeVisible();
  await isAccessible(page);
  await page.keyboard.type("Ada Lindqivst");
  await expect(page.getByText("this is near it")).toBeVisible();
  await expect(page.getByRole("option", { name: /Ada Lindqvist/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/person\?/);
  await settled(page);

  await page.keyboard.press("Control+k");
  await expect(page.getByText("Where you were")).toBeVisible();
  await expect(page.getByRole("option").first()).toContainText("Ada Lindqvist");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
});

test("the palette does things, and a stroke in a field is a letter", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/overview");
  const field = page.getByRole("combobox", { name: /^Go to/ });
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  // Enter right behind the last letter waits for what it finds.
  await page.keyboard.type("commits_count");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/explain=commits_count/);
  await open(page, "/people");
  await page.getByRole("searchbox").first().fill("a");
  await page.keyboard.type("/");
  await expect(page.getByRole("searchbox").first()).toHaveValue("a/");
  await expect(field).toHaveCount(0);
});

test("what happened stands by day, is narrowed by the address, and says when it is nothing", async ({ page }) => {
  await open(page, "/activity?period=all");
  const today = page.getByRole("region", { name: /^Today/ });
  await expect(today.getByRole("listitem").filter({ hasText: "was added" }).first()).toBeVisible();
  await isAccessible(page);
  await page.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Pull requests" }).click();
  await expect(page).toHaveURL(/kinds=pulls/);
  await expect(page.getByText("Nothing happened here")).toBeVisible();
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect(page).not.toHaveURL(/kinds=/);
  await today
    .getByRole("link", { name: basename(world.repository) })
    .first()
    .click();
  await expect(page).toHaveURL(/\/repository\?/);
  await page.goBack();
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

test("a job that failed is told at the bell, is read when it is opened, and a kind can be turned off", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const gone = join(world.home, "gone");
  cpSync(world.repository, gone, { recursive: true });
  const { base, repository } = await added(page.context().request, gone);
  rmSync(gone, { recursive: true, force: true });
  const asked = page.context().request;
  await expect
    .poll(
      async () => {
        await asked.post(`${base}/repositories/${repository}/sync`, { headers, data: {} });
        return ((await (await asked.get(`${base}/notifications/unread`)).json()) as { unread: number }).unread;
      },
      { timeout: 60_000, intervals: [2000] },
    )
    .toBeGreaterThan(0);

  await open(page, "/overview");
  const bell = page.getByRole("button", { name: /^Notifications, \d+ unread$/ });
  await bell.click();
  const told = page.getByRole("dialog", { name: "Notifications" }).getByRole("link", { name: /gone/ });
  await expect(told.first()).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(told).toHaveCount(0);
  await bell.click();
  await told.first().click();
  await expect(page).toHaveURL(/\/repositories/);

  await open(page, "/notifications");
  await isAccessible(page);
  await page.getByRole("checkbox", { name: /^Your jobs/ }).uncheck();
  await expect(page.getByText("Kept.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /gone/ })).toHaveCount(0);
  await page.getByRole("checkbox", { name: /^Your jobs/ }).check();
  await expect(page.getByRole("main").getByRole("link", { name: /gone/ }).first()).toBeVisible();
  await asked.delete(`${base}/repositories/${repository}`, { headers });
  await open(page, "/notifications");
  await expect(page.getByRole("main").getByRole("link", { name: /gone/ })).toHaveCount(0);
});

/** Adds a repository and waits until it was read. */
async function added(asked: APIRequestContext, location: string): Promise<{ base: string; repository: string }> {
  const me = (await (await asked.get(`${world.url}/api/v1/auth/me`)).json()) as { workspaces: { id: string }[] };
  const base = `${world.url}/api/v1/workspaces/${me.workspaces[0]?.id}`;
  const made = await asked.post(`${base}/repositories`, { data: { location }, headers });
  expect(made.ok(), await made.text()).toBe(true);
  await expect
    .poll(async () => ((await (await asked.get(`${base}/jobs?active=true`)).json()) as { items: unknown[] }).items, {
      timeout: 60_000,
    })
    .toEqual([]);
  const listed = (await (await asked.get(`${base}/repositories`)).json()) as { items: { id: string; url: string }[] };
  const repository = listed.items.find(({ url }) => url === location)?.id ?? "";
  expect(repository).not.toBe("");
  return { base, repository };
}

test("a folder is found by its name, and leads to whose it is", async ({ page }) => {
  await open(page, "/overview");
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: /^Go to/ }).fill("src");
  const group = page.getByText("Folders: who knows them");
  await expect(group).toBeVisible();
  await page.getByRole("option").filter({ hasText: /^src/ }).first().click();
  await expect(page).toHaveURL(/insights\/ownership\/?\?.*folder=src/);
  await settled(page);
});
