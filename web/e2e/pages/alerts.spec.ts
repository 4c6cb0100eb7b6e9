/** A rule is tried before it watches, stands in the list afterwards, and is taken away again. */
import { expect, isAccessible, open, settled, test } from "../journey.ts";

test("a rule is tried on the past, watches, is tested, and is deleted", async ({ page }) => {
  await open(page, "/alerts");
  const part = (name: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true }) });
  const templates = part("Begin with one of these");
  await templates.getByRole("button", { name: "Test", exact: true }).first().click();
  const trial = page.getByRole("dialog");
  await expect(trial.getByText(/It would (not )?have fired/).first()).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(trial).toHaveCount(0);

  const rules = part("Rules");
  await templates.getByRole("button", { name: "Watch", exact: true }).first().click();
  await expect(page.getByText(/it watches from now on/)).toBeVisible();
  await settled(page);
  const row = rules.getByRole("row").nth(1);
  await expect(row).toBeVisible();
  const name = (await row.locator(".font-medium").first().textContent()) ?? "";
  expect(name).not.toBe("");

  await page.reload();
  await settled(page);
  await rules.getByRole("button", { name: "Test", exact: true }).first().click();
  await expect(
    page
      .getByRole("dialog")
      .getByText(/It would (not )?have fired/)
      .first(),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await rules.getByRole("button", { name: "Delete", exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("The rule is gone, with all it ever fired.")).toBeVisible();
  await expect(rules.getByRole("row").filter({ hasText: name })).toHaveCount(0);
});
