import { expect, isAccessible, open, settled, test } from "../journey.ts";

test("issues say what is open, and one of them what happened to it", async ({ page }) => {
  await open(page, "/insights/issues");
  await isAccessible(page);
  const rows = page.getByRole("region", { name: "Issues" }).getByRole("button");
  const none = page.getByText("No issues are known yet.");
  await expect(rows.first().or(none)).toBeVisible();
  if (await none.isVisible()) {
    await expect(page.getByRole("link", { name: "Connect a tracker" })).toBeVisible();
    return;
  }
  await rows.first().click();
  await expect(page).toHaveURL(/open=issue:/);
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: "What happened to it" })).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(page).not.toHaveURL(/open=/);
});

test("what narrows the issues stands in the address, and Clear takes it away", async ({ page }) => {
  await open(page, "/insights/issues?stuck=any&order=quiet&q=nothing-is-called-this");
  const none = page.getByText("No issues are known yet.");
  const nothing = page.getByText("No issue fits.");
  await expect(nothing.or(none)).toBeVisible();
  if (await none.isVisible()) return;
  await page.getByRole("button", { name: "Clear", exact: true }).first().click();
  await expect(page).not.toHaveURL(/stuck=|q=/);
  await settled(page);
});

test("sprints are one page away, and say what would bring them where there are none", async ({ page }) => {
  await open(page, "/insights/issues");
  await page.getByRole("link", { name: "Sprints", exact: true }).first().click();
  await expect(page).toHaveURL(/insights\/sprints/);
  await settled(page);
  await expect(page.getByText("No sprints are known yet.").or(page.getByText("All sprints").first())).toBeVisible();
  await isAccessible(page);
});

test("issues and sprints fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/insights/issues", "/insights/sprints"]) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});
