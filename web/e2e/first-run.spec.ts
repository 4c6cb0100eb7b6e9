import { basename } from "node:path";
import { expect, isAccessible, open, reading, settled, test, world } from "./journey.ts";

test.describe.configure({ mode: "serial" });

test("a link signs in once, and its token leaves the address", async ({ browser }) => {
  const { ask } = await import("./stack.ts");
  const link = ask(world.home, "link").trim().split("\n").at(-1) ?? "";
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Where is the work?" })).toBeVisible();
  expect(page.url()).not.toContain("token");
  await context.clearCookies();
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("alert").filter({ hasText: "This link has been used" })).toBeVisible();
  await expect(page.getByText("aexy link")).toBeVisible();
  await isAccessible(page);
  await context.close();
});

test("without a session every page leads to the sign-in", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(`${world.url}/people?period=4w`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await context.close();
});

test("a wrong path is answered in a sentence with a next step", async ({ page }) => {
  await page.goto("/");
  const field = page.getByLabel("Path or address of a repository");
  await page.getByRole("button", { name: "Add repository" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "A path or an address is needed." })).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill(`${world.repository}/nowhere`);
  await page.getByRole("button", { name: "Add repository" }).click();
  const alert = page.getByRole("alert").filter({ hasText: `There is nothing at ${world.repository}/nowhere.` });
  await expect(alert).toContainText("Look at how the path is written.");
  await isAccessible(page);
  await expect(field).toHaveAttribute("aria-invalid", "true");
});

test("a repository is added by its path, loads before one's eyes, and its numbers are git's", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Path or address of a repository").fill(world.repository);
  await page.getByRole("button", { name: "Add repository" }).click();
  await expect(page.getByText(`${basename(world.repository)} is loaded.`)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Look at the numbers" }).click();
  await expect(page).toHaveURL(/\/overview/);
  await page.getByRole("button", { name: "All", exact: true }).click();
  await settled(page);
  await expect(reading(page, "Commits")).toContainText(world.commits.toLocaleString("en"));
});

test("who comes back lands on the numbers", async ({ page }) => {
  await open(page, "/");
  await expect(page).toHaveURL(/\/overview\?ws=/);
});
