import { expect, isAccessible, open, reading, settled, test, world } from "../journey.ts";

test("a number opens its meaning and its rows; a link to it opens the same", async ({ page }) => {
  await open(page, "/overview?period=all");
  await reading(page, "Commits").click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("without merges");
  await expect(drawer).toContainText(`25 of ${world.commits}`);
  await settled(page);
  await expect(drawer.getByRole("row")).toHaveCount(26);
  await isAccessible(page);

  const address = page.url();
  expect(address).toContain("explain=commits_count");
  await page.goto(address);
  await expect(page.getByRole("dialog")).toContainText("without merges");
});

test("the drawer is used by the keyboard alone, and gives the focus back", async ({ page }) => {
  await open(page, "/overview?period=all");
  const tile = reading(page, "Commits");
  await tile.focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await expect(drawer).toBeVisible();
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press("Tab");
    expect(await drawer.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(tile).toBeFocused();
  expect(page.url()).not.toContain("explain");
});

test("Back closes the drawer, Forward opens it again", async ({ page }) => {
  await open(page, "/overview?period=all");
  await reading(page, "Commits").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/overview/);
  await page.goForward();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("the rows sort, page on, and come as CSV", async ({ page }) => {
  await open(page, "/overview?period=all");
  await reading(page, "Commits").click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: "Show more" }).click();
  await expect(drawer).toContainText(`50 of ${world.commits}`);
  await drawer.locator("thead button").first().click();
  await expect(drawer.locator("th[aria-sort]")).toHaveCount(1);
  const download = page.waitForEvent("download");
  await drawer.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toContain(".csv");
});

test("an unknown metric in the address is refused in a sentence", async ({ page }) => {
  await page.goto("/overview?explain=comits_count&on=workspace");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("There is no metric called");
});
