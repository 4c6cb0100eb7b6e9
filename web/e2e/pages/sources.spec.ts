import { expect, isAccessible, open, reading, settled, test, world } from "../journey.ts";

test("a provider is connected, read and looked after", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/integrations");
  await page.getByRole("listitem").filter({ hasText: "Linear" }).getByRole("button", { name: "Connect" }).click();
  await page.getByLabel("Address").fill(world.linear);
  await page.getByLabel("Token", { exact: true }).fill("lin_api_wrong");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /token/i })).toBeVisible();
  await expect(page.getByLabel("Token", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Token", { exact: true }).fill(world.token);
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByText(/^It works: this is/)).toBeVisible();
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("checkbox").nth(1).check();
  await page.getByRole("button", { name: "Follow and read" }).click();

  await page.locator("main a[href*='/integration']").first().click();
  await expect(page.getByText("Every stream was read to its end.")).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText(world.token)).toHaveCount(0);
  await page.getByRole("button", { name: /fresh/ }).last().click();
  await expect(page.getByRole("listitem").filter({ hasText: "issues" }).last()).toBeVisible();
  await isAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

test("two people become one and two again, and the numbers follow", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, "/people?period=all");
  await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
  await settled(page);
  await expect(reading(page, "Commits")).toHaveText(/\d/);
  const alone = (await reading(page, "Commits").textContent()) ?? "";
  await page.getByRole("button", { name: "Is also …" }).click();
  await page.getByLabel("eve@example.org").check();
  await page.getByRole("button", { name: "Same person" }).click();
  await expect(page.getByText("Joined. All numbers follow.")).toBeVisible();
  await expect(page.getByText("eve@example.org")).toBeVisible();
  await expect(reading(page, "Commits")).not.toHaveText(alone);
  await expect(reading(page, "Commits")).toHaveText(/\d/);

  await open(page, "/identities");
  await page.getByRole("row").filter({ hasText: "merged" }).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Taken back. All numbers follow.")).toBeVisible();
  await open(page, "/people?period=all");
  await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
  await settled(page);
  await expect(page.getByText("eve@example.org")).toHaveCount(0);
  await expect(reading(page, "Commits")).toHaveText(alone);
});
