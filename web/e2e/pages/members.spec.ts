import { type BrowserContext, expect, type Page } from "@playwright/test";
import { isAccessible, open, settled, test, world } from "../journey.ts";

/** Somebody else's browser: nobody is signed in there. */
async function elsewhere(page: Page): Promise<BrowserContext> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("There is no browser.");
  return browser.newContext({ baseURL: world.url, storageState: { cookies: [], origins: [] } });
}

test("somebody is invited, joins, gets another role, and is removed", async ({ page }) => {
  await open(page, "/settings/members");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill("grace@example.org");
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "viewer" }).click();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("There is no mail server.");
  const link = await dialog.getByLabel("The link, shown this once").inputValue();
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("region", { name: "Invited" })).toContainText("grace@example.org");

  const theirs = await elsewhere(page);
  const grace = await theirs.newPage();
  await grace.goto(link);
  await expect(grace.getByRole("heading", { level: 1 })).toContainText("Join ");
  await isAccessible(grace);
  await grace.getByLabel("Your name").fill("Grace Hopper");
  await grace.getByRole("button", { name: "Make an account and join" }).click();
  await expect(grace).toHaveURL(/\/overview/);
  await grace.goto(link);
  await expect(grace.getByRole("alert").first()).toContainText("was used or taken back");

  await page.reload();
  await settled(page);
  const row = page.getByRole("row").filter({ hasText: "Grace Hopper" });
  await row.getByRole("combobox", { name: "Role of Grace Hopper" }).click();
  await page.getByRole("option", { name: "manager" }).click();
  await expect(page.getByText("Grace Hopper is manager now.")).toBeVisible();

  await row.getByRole("button", { name: "More for Grace Hopper" }).click();
  await page.getByRole("button", { name: "Remove…" }).click();
  await expect(dialog).toContainText("They see nothing of");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("Grace Hopper is no longer a member.")).toBeVisible();
  await expect(row).toHaveCount(0);
  await grace.goto("/");
  await expect(grace.getByRole("heading", { name: "Where is the work?" })).toBeVisible();
  await theirs.close();
});

test("the last owner cannot leave, and is told what to do instead", async ({ page }) => {
  await open(page, "/settings/members");
  const own = page.getByRole("row").filter({ has: page.getByText("you", { exact: true }) });
  await own.getByRole("button", { name: /^More for / }).click();
  await page.getByRole("button", { name: "Leave the workspace…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Make somebody else owner first");
});

test("an invitation is taken back", async ({ page }) => {
  await open(page, "/settings/members");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByLabel("E-mail address").fill("mallory@example.org");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Take back the invitation of mallory@example.org" }).click();
  await expect(page.getByText("The invitation of mallory@example.org is taken back.")).toBeVisible();
  await expect(page.getByText("Nobody waits for an answer.")).toBeVisible();
});

test("deleting the workspace asks for its slug, is told on every page, and is taken back", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("button", { name: "Delete workspace…" }).click();
  const dialog = page.getByRole("dialog");
  const button = dialog.getByRole("button", { name: "Delete workspace" });
  await expect(button).toBeDisabled();
  const label = await dialog.getByText(/^Type /).textContent();
  await dialog.getByRole("textbox").fill(label?.replace(/^Type (\S+) to confirm$/, "$1") ?? "");
  await isAccessible(page);
  await button.click();
  await open(page, "/overview");
  await expect(page.getByRole("alert").first()).toContainText("This workspace goes on");
  await page.getByRole("button", { name: "Keep the workspace" }).click();
  await expect(page.getByText("This workspace goes on")).toHaveCount(0);
});
