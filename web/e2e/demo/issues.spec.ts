/** Issues and sprints of the demo organization: from a figure to the rows, from a row to what happened to it. */
import type { Page } from "@playwright/test";
import { type Demo, demo, told as toldOf } from "../demo.ts";
import { expect, isAccessible, open, settled, test } from "../journey.ts";

test.describe.configure({ mode: "serial" });

let where: Demo = { id: "", slug: "", is_demo: true };

function told<T>(page: Page, path: string): Promise<T> {
  return toldOf<T>(page, where, path);
}

test.beforeEach(async ({ page }) => {
  if (where.slug !== "") return;
  test.setTimeout(240_000);
  where = await demo(page);
});

interface Listed {
  items: { id: string; issue_key: string; title: string }[];
  total: number;
}

test("a figure of open issues narrows the list to exactly these, and a row tells what happened to it", async ({
  page,
}) => {
  const stands = await told<{ in_progress: number; todo: number }>(page, "/issues/standing");
  await open(page, `/insights/issues?ws=${where.slug}`);
  await page.getByRole("button", { name: /^To do/ }).click();
  await expect(page).toHaveURL(/state=todo/);
  await expect(
    page.getByRole("heading", { name: `${stands.todo} issue${stands.todo === 1 ? "" : "s"}` }),
  ).toBeVisible();
  await settled(page);
  await isAccessible(page);
  const all = await told<Listed>(page, "/issues?state=todo&limit=1");
  const first = all.items[0];
  expect(all.total).toBe(stands.todo);
  if (first === undefined) return;
  await page.getByTitle(`What happened to ${first.issue_key}`, { exact: true }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText(first.title)).toBeVisible();
  await expect(drawer.getByRole("heading", { name: "What happened to it" })).toBeVisible();
  await isAccessible(page);
  // From there to who could take it, with the issue in the address.
  await drawer.getByRole("link", { name: "Who could take this" }).click();
  await expect(page).toHaveURL(new RegExp(`insights/matching/?\\?.*issue=${first.issue_key}`));
  await expect(page.getByRole("heading", { name: "Who could take it" })).toBeVisible();
});

interface Sprints {
  items: {
    id: string;
    name: string;
    numbers: { by_points: boolean; left: { issues: number; points: number } } | null;
  }[];
}

test("a sprint says what was committed, done and left, and its burn-down has a table", async ({ page }) => {
  const over = await told<Sprints>(page, "/sprints/counted?state=closed");
  const sprint = over.items.find(({ numbers }) => numbers !== null);
  if (sprint?.numbers == null) throw new Error("The demo organization has no sprint with issues.");
  await open(page, `/insights/sprints?ws=${where.slug}&state=closed&id=${sprint.id}`);
  await expect(page.getByRole("heading", { name: sprint.name })).toBeVisible();
  const left = sprint.numbers.by_points ? sprint.numbers.left.points : sprint.numbers.left.issues;
  const tile = page.getByText("Carried over", { exact: true }).locator("..");
  await expect(tile).toContainText(String(left));
  await page.getByRole("button", { name: "Show as a table: Burn-down" }).click();
  await expect(page.getByRole("table", { name: "Burn-down" })).toBeVisible();
  await isAccessible(page);
});

test("an issue is found by its key from anywhere", async ({ page }) => {
  const some = await told<Listed>(page, "/issues?limit=1");
  const issue = some.items[0];
  if (issue === undefined) throw new Error("The demo organization has no open issue.");
  await open(page, `/overview?ws=${where.slug}`);
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: /^Go to/ }).fill(issue.issue_key);
  await page.getByRole("option").filter({ hasText: issue.title }).first().click();
  await expect(page).toHaveURL(new RegExp(`insights/issues/?\\?.*open=issue:${issue.id}`));
  await expect(page.getByRole("dialog").getByText(issue.title)).toBeVisible();
});
