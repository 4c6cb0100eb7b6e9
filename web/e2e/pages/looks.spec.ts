import { expect, isAccessible, open, PAGES, picture, reading, settled, test } from "../journey.ts";

for (const scheme of ["light", "dark"] as const) {
  test(`every page can be read by everybody, ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of PAGES) {
      await open(page, `${path}?period=26w`);
      await isAccessible(page);
      await picture(page, path, scheme);
    }
    await open(page, "/people?period=26w");
    await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
    await settled(page);
    await isAccessible(page);
    await open(page, "/repositories");
    await page.getByRole("link", { name: "story" }).click();
    await settled(page);
    await isAccessible(page);
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`no page is wider than a phone, ${scheme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [...PAGES, "/"]) {
      await open(page, `${path}?period=26w`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
      await picture(page, path, scheme);
    }
    await expect(page.getByRole("navigation").filter({ visible: true })).toHaveCount(1);
  });
}

test("the scheme follows the system until somebody chooses, and the choice is kept", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/settings/appearance");
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.getByRole("button", { name: "Light", exact: true }).click();
  expect(await ground()).toBe(light);
  await page.reload();
  expect(await ground()).toBe(light);
});

test("another period is another number, kept in the address", async ({ page }) => {
  await open(page, "/overview?period=all");
  const all = (await reading(page, "Commits").textContent()) ?? "";
  await page.getByRole("button", { name: "4 w" }).click();
  await expect(page).toHaveURL(/period=4w/);
  await settled(page);
  await expect(reading(page, "Commits")).not.toHaveText(all);
  await page.goBack();
  await expect(page).toHaveURL(/period=all/);
  await page.getByRole("button", { name: "Other period" }).click();
  await page.getByLabel("First day").fill("2026-01-05");
  await page.getByLabel("Last day").fill("2026-01-01");
  await expect(page.getByRole("alert").filter({ hasText: "must come before" })).toBeVisible();
  await page.getByLabel("Last day").fill("2026-02-01");
  await page.getByRole("button", { name: "Show this period" }).click();
  await expect(page).toHaveURL(/2026-01-05\.\.2026-02-02/);
});

test("a drawing can be read as a table", async ({ page }) => {
  await open(page, "/overview?period=12w");
  await page.getByRole("button", { name: "Show as a table: Activity" }).click();
  await expect(page.getByRole("region", { name: "Activity" }).getByRole("row")).toHaveCount(14);
});

test("a few letters lead anywhere", async ({ page }) => {
  await open(page, "/overview");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /^Go to/ })).toBeFocused();
  await page.keyboard.type("lindq");
  await expect(page.getByRole("option", { name: /Ada Lindqvist/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/person\?/);
});

test("what is missing says so, with a way on", async ({ page }) => {
  await page.goto("/person?id=00000000-0000-4000-8000-000000000000");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.goto("/nothing-here");
  await expect(page.getByText("There is no such page.")).toBeVisible();
});
