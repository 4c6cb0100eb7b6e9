import { writeRange } from "../../metrics/periods.ts";
import { expect, isAccessible, open, settled, test } from "../journey.ts";

test("the questions people bring each lead to their answer in one step", async ({ page }) => {
  await open(page, "/overview?period=26w");
  const ask = (question: string) => page.getByRole("link", { name: new RegExp(`^${question}`) }).click();
  await ask("What changed last week");
  await expect(page.getByRole("heading", { name: /^Last week, / })).toBeInViewport();
  await ask("What is stuck");
  await expect(page).toHaveURL(/insights\/delivery\/flow/);
  await open(page, "/overview?period=26w");
  await ask("Who knows this folder");
  await expect(page).toHaveURL(/insights\/ownership/);
  await open(page, "/overview?period=26w");
  await ask("Is anybody overloaded");
  await expect(page).toHaveURL(/analytics\?.*tab=workload/);
  await open(page, "/overview?period=26w");
  await ask("Which numbers can I trust");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Data quality");
});

test("what happened last week opens its meaning, of exactly that week", async ({ page }) => {
  await open(page, "/overview?period=26w");
  await isAccessible(page);
  const card = page.locator("#last-week");
  for (const summary of await card.locator("summary").all()) await summary.click();
  await card.getByRole("link").first().click();
  // The drawer is of the week; the page behind it stays at the days somebody chose.
  await expect(page).toHaveURL(/of=\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}/);
  await expect(page).toHaveURL(/period=26w.*explain=/);
  const [from, to] = (new URL(page.url()).searchParams.get("of") ?? "").split("..");
  await expect(page.getByRole("dialog")).toContainText(writeRange(from ?? "", to ?? ""));
});

test("rules about what work is spent on are counted before they can be kept", async ({ page }) => {
  await open(page, "/insights/investment");
  await page.getByRole("button", { name: "Rules", exact: true }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("The product's own rules")).toBeVisible();
  await expect(page).toHaveURL(/open=rules/);
  await isAccessible(page);
  await drawer.getByLabel("Labels of rule 1").fill("bug, urgent");
  await expect(drawer.getByRole("button", { name: "Keep these rules" })).toBeVisible();
  await expect(drawer.getByText(/merged in the last twelve months/)).toBeVisible();
  await drawer.getByRole("button", { name: "Move rule 2 up" }).click();
  await expect(drawer.getByLabel("Labels of rule 2")).toHaveValue("bug, urgent");
  await drawer.getByLabel("Why, for the audit log").fill("Urgent is the same");
  await expect(drawer.getByRole("button", { name: "Keep these rules" })).toBeEnabled();
  await drawer.getByRole("button", { name: "Keep these rules" }).click();
  await expect(drawer.getByText("Version 1", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await settled(page);
  await expect(page).not.toHaveURL(/open=rules/);
});

test("neither the overview nor the rules are wider than a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/overview", "/insights/investment?open=rules:all"]) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});
