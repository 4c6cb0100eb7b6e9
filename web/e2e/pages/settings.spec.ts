import { expect, isAccessible, open, settled, test } from "../journey.ts";

test("how this browser shows everything survives a reload", async ({ page }) => {
  await open(page, "/settings/appearance");
  await page.getByRole("button", { name: "Compact" }).click();
  await page.getByLabel("Times are shown in").selectOption("other");
  await page.getByLabel("Which zone").fill("Asia/Tokyo");
  await page.getByLabel("Start page").selectOption({ label: "Teams" });
  await page.reload();
  await settled(page);
  await expect(page.getByRole("button", { name: "Compact" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Which zone")).toHaveValue("Asia/Tokyo");
  await isAccessible(page);
  await page.goto("/");
  await expect(page).toHaveURL(/\/teams\?/);
  await open(page, "/settings/appearance");
  await page.getByRole("button", { name: "As it comes" }).click();
  await page.goto("/");
  await expect(page).toHaveURL(/\/overview\?/);
});

test("what is decided about numbers is changed with a line of its history", async ({ page }) => {
  await open(page, "/settings/metrics");
  const churn = page.getByLabel("Churn", { exact: true });
  const before = Number(await churn.inputValue());
  await churn.fill("0");
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await churn.fill(String(before + 1));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`Churn: ${before} → ${before + 1}`)).toBeVisible();
  await isAccessible(page);
  await churn.fill(String(before));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`Churn: ${before + 1} → ${before}`)).toBeVisible();
});

test("holidays are seen before they are saved, and a person's week is changed in its row", async ({ page }) => {
  await open(page, "/settings/schedules");
  await page.getByLabel("Country", { exact: true }).fill("DE");
  await expect(page.getByText(/Christmas Day|No more this year/)).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("Find a person").fill("lindqvist");
  await page.getByRole("button", { name: "Change: Ada Lindqvist" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Friday" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  const table = page.getByRole("region", { name: "People" });
  await expect(table.getByText("Mon – Thu")).toBeVisible();
  await page.getByRole("button", { name: "Change: Ada Lindqvist" }).click();
  await dialog.getByRole("button", { name: "As the workspace" }).click();
  await expect(table.getByText("Mon – Fri")).toBeVisible();
});

test("a repository is given to a team, and the team's row says so", async ({ page }) => {
  await open(page, "/settings/teams");
  await page.getByRole("button", { name: "New team" }).click();
  await page.getByLabel("Name of the team").fill("Owners of stories");
  await page.getByRole("button", { name: "Create team" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Owners of stories");
  await open(page, "/settings/teams");
  await page.getByRole("button", { name: "Change who owns story" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Owners of stories" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  const teams = page.getByRole("region", { name: "Teams", exact: true });
  await expect(teams.getByRole("row", { name: /Owners of stories/ })).toContainText("story");
  await teams.getByRole("button", { name: "Owners of stories" }).click();
  await expect(page).toHaveURL(/id=/);
  await expect(page.getByText("Nobody is in this team yet").first()).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Change who owns story" }).click();
  await dialog.getByRole("checkbox", { name: "Owners of stories" }).uncheck();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(teams.getByRole("row", { name: /Owners of stories/ })).toContainText("nothing yet");
});

test("what is wrong with the data says what it touches and leads to where it is mended", async ({ page }) => {
  await open(page, "/insights/data-quality?period=all");
  await expect(page.getByText("Commits with a known author")).toBeVisible();
  await expect(page.getByText(/^Makes less/).first()).toBeVisible();
  await isAccessible(page);
  await page.getByText(/checks? in order/).click();
  await expect(page.getByText(/looked at/).first()).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Open schedules" }).first().click();
  await expect(page.getByText("The workspace's calendar")).toBeVisible();
});

test("none of these is wider than a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["teams", "schedules", "metrics", "appearance"]) {
    await open(page, `/settings/${path}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
  for (const path of ["/insights/compare", "/insights/data-quality"]) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});
