/** The dashboard as somebody makes it theirs: by mouse, by keyboard, by a link, and while the API is slow or gone. */
import type { Page, Route } from "@playwright/test";
import { expect, isAccessible, open, settled, test } from "../journey.ts";

const IN = "**/api/v1/dashboard/";

/** Every preset as it comes, and the one somebody makes themselves in front. */
async function afresh(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.evaluate(async () => {
    const me = await (await fetch("/api/v1/auth/me")).json();
    const ask = async (method: string, path: string, body: object) => {
      const query = `workspace_id=${me.workspaces[0].id}`;
      const headers = { "content-type": "application/json", "x-aexy": "1" };
      const said = await fetch(`/api/v1/dashboard${path}?${query}`, { method, headers, body: JSON.stringify(body) });
      if (!said.ok) throw new Error(await said.text());
    };
    for (const preset_type of ["developer", "custom"]) await ask("POST", "/preferences/reset", { preset_type });
    await ask("PUT", "/preferences", { preset_type: "custom", checklist_dismissed: true, sidebar_pinned_items: [] });
  });
}

async function begin(page: Page): Promise<void> {
  await afresh(page);
  await open(page, "/dashboard?period=26w");
}

const order = (page: Page) => page.locator("[data-widget]").evaluateAll((all) => all.map((one) => one.dataset.widget));
const kept = (page: Page) => page.waitForResponse((said) => said.url().includes("/preferences") && said.ok());
const card = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true }).first();
const arrange = (page: Page) => page.getByRole("button", { name: "Arrange" }).click();

test("a dashboard is built with the mouse, and every step can be taken back", async ({ page }) => {
  await begin(page);
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await arrange(page);
  const grip = page.getByRole("button", { name: "Move At a glance", exact: true });
  const from = await grip.boundingBox();
  const to = await card(page, "Welcome").boundingBox();
  if (!from || !to) throw new Error("There is nothing to drag.");
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 12, { steps: 8 });
  await expect(page.locator("[data-landing]")).toBeVisible();
  const saved = kept(page);
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
  await saved;
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);

  await page.getByRole("button", { name: "Size of Welcome" }).click();
  await page.getByRole("radio", { name: "Medium" }).click();
  await page.getByRole("button", { name: "Remove At a glance" }).click();
  await expect.poll(() => order(page)).toEqual(["welcome"]);
  await page.keyboard.press("Control+z");
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
  await page.getByRole("button", { name: "Remove At a glance" }).click();
  await page.getByRole("button", { name: "Add a widget" }).first().click();
  await page.getByRole("searchbox", { name: "Find a widget" }).fill("glance");
  const again = kept(page);
  await page.getByRole("button", { name: "Add: At a glance" }).click();
  await expect(page.getByText("on it")).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await again;
  await page.reload();
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
});

test("a drag that is given up changes nothing", async ({ page }) => {
  await begin(page);
  await arrange(page);
  const from = await page.getByRole("button", { name: "Move At a glance", exact: true }).boundingBox();
  if (!from) throw new Error("There is nothing to drag.");
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y - 120, { steps: 5 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await expect(page.getByRole("button", { name: "Undo", exact: true })).toBeDisabled();
});

test("a dashboard is built with the keyboard alone, and says what it does", async ({ page }) => {
  await begin(page);
  await page.getByRole("button", { name: "Arrange" }).focus();
  await page.keyboard.press("Enter");
  const grip = page.getByRole("button", { name: "Move At a glance", exact: true });
  await grip.focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
  await expect(page.getByRole("status").filter({ hasText: "At a glance stands at 1 of 2." })).toHaveCount(1);
  await expect(grip).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("status").filter({ hasText: "cannot move further" })).toHaveCount(1);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page.getByRole("status").filter({ hasText: "At a glance is large now." })).toHaveCount(1);
  await page.keyboard.press("Delete");
  await expect.poll(() => order(page)).toEqual(["welcome"]);
  await expect(page.getByRole("button", { name: "Move Welcome", exact: true })).toBeFocused();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("Control+z");
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await isAccessible(page);
});

test("another preset and back loses nothing, and what was changed is marked", async ({ page }) => {
  await begin(page);
  await arrange(page);
  await page.getByRole("button", { name: "Move At a glance", exact: true }).press("Home");
  await kept(page);
  await page.getByRole("button", { name: "Done" }).first().click();
  const preset = page.getByRole("combobox", { name: "Arranged for" });
  await preset.click();
  await page.getByRole("option", { name: "Developer" }).click();
  await expect.poll(async () => (await order(page)).slice(0, 2)).toEqual(["welcome", "quickStats"]);
  await preset.click();
  await page.getByRole("option", { name: "Your own · changed" }).click();
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
});

test("a link shows the same arrangement, and it can be kept", async ({ page, context }) => {
  await begin(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await arrange(page);
  await page.getByRole("button", { name: "Move At a glance", exact: true }).press("Home");
  await kept(page);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Copy a link to it" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The link is copied." })).toHaveCount(1);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain("period=26w");
  expect(link).toContain("preset=custom");
  expect(link).toContain("widgets=quickStats.f,welcome.f");

  await afresh(page);
  await open(page, link.replace(/^https?:\/\/[^/]+/, ""));
  await expect(page.getByText("Somebody shared this: Your own")).toBeVisible();
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
  await isAccessible(page);
  await page.getByRole("button", { name: "Keep as mine" }).click();
  await expect(page).not.toHaveURL(/preset=/);
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
});

test("an arrangement that could not be kept is as it was, and says so", async ({ page }) => {
  await begin(page);
  await arrange(page);
  await page.route(`${IN}preferences*`, (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  await page.getByRole("button", { name: "Move At a glance", exact: true }).press("Home");
  await expect.poll(() => order(page)).toEqual(["quickStats", "welcome"]);
  await expect(page.getByRole("status").filter({ hasText: "Not saved, so it is as it was." })).toHaveCount(1);
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
});

const late = async (route: Route) => {
  await new Promise((done) => setTimeout(done, 2000));
  await route.continue();
};

test("while the API takes two seconds nothing moves, and the last picture stays", async ({ page }) => {
  await begin(page);
  const height = (await card(page, "At a glance").boundingBox())?.height;
  await page.route(`${IN}widgets/**`, late);
  await page.reload();
  await expect(card(page, "At a glance").locator(".skeleton").first()).toBeVisible();
  expect((await card(page, "At a glance").boundingBox())?.height).toBeCloseTo(height ?? 0, -1);
  await settled(page);
  const before = await card(page, "At a glance").textContent();
  await page.getByRole("button", { name: "4 w" }).click();
  await expect(page).toHaveURL(/period=4w/);
  expect(await card(page, "At a glance").textContent()).toBe(before);
  await expect(card(page, "At a glance").locator(".skeleton")).toHaveCount(0);
  await expect(card(page, "At a glance")).not.toHaveText(before ?? "");
});

test("a widget whose answer does not come says so, and the others stand", async ({ page }) => {
  await afresh(page);
  await page.route(`${IN}widgets/quickStats/**`, (route) => route.abort());
  await open(page, "/dashboard");
  const broken = card(page, "At a glance");
  await expect(broken.getByText("The page could not reach Aexy.")).toBeVisible({ timeout: 20_000 });
  await expect(card(page, "Welcome").getByRole("alert")).toHaveCount(0);
  await page.unroute(`${IN}widgets/quickStats/**`);
  await broken.getByRole("button", { name: "Try again" }).click();
  await expect(broken.getByRole("alert")).toHaveCount(0);
});

test("no more than four widgets are asked at once, each for what it takes", async ({ page }) => {
  await afresh(page);
  let going = 0;
  let most = 0;
  const asked: URL[] = [];
  await page.route(`${IN}widgets/*/data*`, async (route) => {
    asked.push(new URL(route.request().url()));
    going += 1;
    most = Math.max(most, going);
    await new Promise((done) => setTimeout(done, 150));
    going -= 1;
    await route.continue();
  });
  await page.goto("/dashboard?period=26w&preset=developer");
  await settled(page);
  expect(most).toBeLessThanOrEqual(4);
  const of = (key: string) => asked.find((one) => one.pathname.includes(`/${key}/`))?.searchParams;
  expect(of("welcome")?.has("from")).toBe(false);
  expect(of("quickStats")?.has("from")).toBe(true);
});

test("a number on it opens what it means, and a widget says what it counts", async ({ page }) => {
  await begin(page);
  await page.getByRole("button", { name: "What At a glance shows" }).click();
  await expect(page.getByRole("dialog", { name: "What At a glance shows" })).toContainText("Commits");
  await page.keyboard.press("Escape");
  await card(page, "At a glance")
    .getByRole("button", { name: /^Commits/ })
    .click();
  await expect(page).toHaveURL(/explain=commits_count/);
  await expect(page.getByRole("dialog")).toContainText("The rows behind it");
});

test("a widget is a picture and a file", async ({ page }) => {
  await begin(page);
  const menu = () => page.getByRole("button", { name: "More about At a glance" }).click();
  await menu();
  const picture = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a picture" }).click();
  expect((await picture).suggestedFilename()).toBe("quickStats.png");
  await menu();
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save as CSV" }).click();
  expect((await file).suggestedFilename()).toContain(".csv");
});

test("on a wall it fills the page, and Escape leaves", async ({ page }) => {
  await begin(page);
  await open(page, "/dashboard?period=26w&wall=1");
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("navigation").filter({ visible: true })).toHaveCount(1);
});

test("getting started is put away and brought back", async ({ page }) => {
  await begin(page);
  const title = page.getByRole("heading", { name: "Getting started" });
  await expect(title).toHaveCount(0);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Getting started" }).click();
  await expect(title).toBeVisible();
  await page.getByRole("checkbox", { name: "Done: Follow a number to its rows" }).click();
  await expect(page.getByRole("checkbox", { name: "Done: Follow a number to its rows" })).toBeChecked();
  await isAccessible(page);
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(title).toHaveCount(0);
});

test("a page is pinned to the rail and taken off again", async ({ page }) => {
  await begin(page);
  const rail = page.getByRole("navigation").first();
  await rail.getByRole("link", { name: "Metrics" }).hover();
  await rail.getByRole("button", { name: "Pin Metrics" }).click();
  await expect(rail.getByText("Pinned")).toBeVisible();
  await page.reload();
  await expect(rail.getByRole("link", { name: "Metrics" })).toHaveCount(2);
  await rail.getByRole("link", { name: "Metrics" }).first().hover();
  await rail.getByRole("button", { name: "Unpin Metrics" }).first().click();
  await expect(rail.getByText("Pinned")).toHaveCount(0);
});

test("it is arranged on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await begin(page);
  await arrange(page);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Remove Welcome" }).click();
  await expect.poll(() => order(page)).toEqual(["quickStats"]);
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect.poll(() => order(page)).toEqual(["welcome", "quickStats"]);
});
