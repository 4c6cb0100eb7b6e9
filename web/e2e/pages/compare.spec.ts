import { expect, isAccessible, open, settled, test } from "../journey.ts";

test("people are put beside each other by the keyboard, and the address holds them in that order", async ({ page }) => {
  await open(page, "/people?period=26w");
  await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
  await settled(page);
  await page.getByRole("banner").getByRole("link", { name: "Compare", exact: true }).click();
  await expect(page.getByText("Add one more.")).toBeVisible();
  const field = page.getByRole("combobox", { name: "Add a person" });
  await field.focus();
  await page.keyboard.type("okafor");
  await expect(page.getByRole("option", { name: /Okafor/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await settled(page);
  await expect(page).toHaveURL(/beside=developer:[0-9a-f-]+,developer:[0-9a-f-]+/);
  const rows = page.getByRole("list", { name: "Commits", exact: true }).getByRole("button");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Ada Lindqvist");
  await expect(rows.first()).toContainText(/n\s\d/);
  await expect(page.getByText(/larger than chance/).first()).toBeVisible();
  await isAccessible(page);
  await field.focus();
  await page.keyboard.press("Backspace");
  await expect(page.getByText("Add one more.")).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(2);
});

test("a number of a comparison opens what it means, and what is somebody's own stays theirs", async ({ page }) => {
  await open(page, "/insights/compare?beside=developer&period=26w");
  const field = page.getByRole("combobox", { name: "Add a person" });
  for (const name of ["lindqvist", "okafor"]) {
    await field.fill(name);
    await expect(page.getByRole("option", { name: new RegExp(name, "i") })).toBeVisible();
    await field.press("Enter");
  }
  await settled(page);
  await page.getByRole("combobox", { name: "Which numbers" }).click();
  await page.getByRole("option", { name: "Sustainability" }).click();
  await settled(page);
  await expect(page.getByText("Only the person sees this.").first()).toBeVisible();
  await page.getByRole("combobox", { name: "Which numbers" }).click();
  await page.getByRole("option", { name: "What tells most" }).click();
  await settled(page);
  await page
    .getByRole("button", { name: /^Commits for Ada Lindqvist/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toContainText("The rows behind it");
});
