import { expect, open, settled, test } from "../journey.ts";

test("a person is found, and their page has their readings", async ({ page }) => {
  await open(page, "/people?period=26w");
  await page.getByLabel("Find by name or skill").fill("ada@");
  await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ada Lindqvist");
  await settled(page);
  await expect(page.getByText("Known as")).toBeVisible();
  await expect(page.getByText("ada@example.org")).toBeVisible();
});

test("hours are shown to the person alone", async ({ page }) => {
  await open(page, "/people?period=26w");
  await page.getByRole("link", { name: "Ada Lindqvist" }).first().click();
  await settled(page);
  await expect(page.getByText("Only the person sees this.").first()).toBeVisible();
  await page.getByRole("button", { name: "This is me" }).click();
  await expect(page.getByRole("heading", { name: "When you work" })).toBeVisible();
  await settled(page);
  await expect(page.getByText("Only the person sees this.")).toHaveCount(0);
  await page.getByRole("link", { name: "Me", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ada Lindqvist");
  await page.getByRole("button", { name: "This is not me" }).click();
  await expect(page.getByText("Which of these people is you?")).toBeVisible();
});

test("names and messages from outside are text, whatever they hold", async ({ page }) => {
  await open(page, "/people?period=26w");
  await expect(page.getByRole("link", { name: "Eve &lt;img src=x onerror=alert(1)&gt; Ho" }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Bo \ufffdOkafor" }).first()).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
});

test("nobody is ranked until the reader asks", async ({ page }) => {
  await open(page, "/people?period=26w");
  const table = page.getByRole("region", { name: "Active in this period" });
  await expect(table.locator("th[aria-sort]")).toHaveText(/Person/);
  await table.getByRole("button", { name: "Commits", exact: true }).click();
  await expect(table.locator("th[aria-sort=descending]")).toHaveText(/Commits/);
});

test("a team is made, gets a member, and loses it with a way back", async ({ page }) => {
  await open(page, "/teams");
  await page.getByRole("button", { name: "New team" }).first().click();
  await page.getByLabel("Name of the team").fill("Platform");
  await page.getByRole("button", { name: "Create team" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Platform");
  await page.getByRole("button", { name: "Add a member" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Choose a person").first().fill("ada");
  await dialog.getByRole("radio").first().check();
  await dialog.getByLabel("Joined on").fill("2020-01-01");
  await dialog.getByRole("button", { name: "Add a member" }).click();
  await expect(
    page.getByRole("region", { name: "Members" }).getByRole("link", { name: "Ada Lindqvist" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Remove: Ada Lindqvist" }).click();
  await expect(page.getByText("is no longer in the team.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(
    page.getByRole("region", { name: "Members" }).getByRole("link", { name: "Ada Lindqvist" }),
  ).toBeVisible();
});
