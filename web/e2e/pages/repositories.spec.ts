import { expect, open, reading, settled, test, world } from "../journey.ts";

test("a repository's page counts what git counts", async ({ page }) => {
  await open(page, "/repositories?period=all");
  await page.getByRole("link", { name: "story" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("story");
  await settled(page);
  await expect(reading(page, "Commits")).toContainText(String(world.commits));
  await expect(page.locator("dl div").filter({ hasText: "with merges" })).toContainText(String(world.all));
});

test("a sync with nothing new ends, and changes nothing", async ({ page }) => {
  await open(page, "/repositories");
  await page.getByRole("button", { name: "Sync", exact: true }).click();
  await expect(page.getByText("Sync started.")).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole("row").filter({ hasText: "story" })).toContainText(String(world.all));
});

test("deleting names what it destroys and asks for the name", async ({ page }) => {
  await open(page, "/repositories");
  await page.getByRole("button", { name: "More for this repository: story" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("It cannot be undone.");
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  await dialog.getByLabel("Type story to confirm").fill("story");
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});
