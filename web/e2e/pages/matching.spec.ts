import { expect, isAccessible, open, test } from "../journey.ts";

test("who could take a task is asked by the address, and says why", async ({ page }) => {
  await open(page, "/insights/matching");
  await expect(page.getByText("Nothing is asked yet")).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("What is to be done").fill("Rename the words of the chart");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page).toHaveURL(/text=Rename\+the\+words/);
  await expect(page.getByRole("heading", { name: "Who could take it" })).toBeVisible();
  await expect(page.getByText(/Commits show what was done here/)).toBeVisible();
  await expect(page.getByText("Did nothing here in 90 days.")).toBeVisible();
  await isAccessible(page);
  // A choice is asked at once, and Back takes it back.
  await page.getByLabel(/^Spread the load/).check();
  await expect(page).toHaveURL(/fair=1/);
  await page.goBack();
  await expect(page).not.toHaveURL(/fair=1/);
  await expect(page.getByLabel(/^Spread the load/)).not.toBeChecked();
  await expect(page.getByLabel("What is to be done")).toHaveValue("Rename the words of the chart");
});

test("an issue nobody knows is said with what to do instead", async ({ page }) => {
  await open(page, "/insights/matching?issue=NO-404");
  const said = page.getByRole("alert").filter({ hasText: "There is no issue" });
  await expect(said).toContainText("Give its text instead");
  await expect(page.getByLabel("Issue", { exact: true })).toHaveValue("NO-404");
});

test("the page about skills leads to it with what was typed", async ({ page }) => {
  await open(page, "/insights/skills");
  await page.getByLabel("What is to be done").fill("A slow query");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page).toHaveURL(/insights\/matching\/?\?.*text=A\+slow\+query/);
  await expect(page.getByRole("heading", { name: "Who could take it" })).toBeVisible();
});

test("asking who could take a task fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/insights/matching", "/insights/matching?text=Rename+the+words"]) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});
