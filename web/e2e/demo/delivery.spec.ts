/** Delivery on a small demo organization: what the pages say is what the API says, and each number leads to its rows. */
import type { Page } from "@playwright/test";
import { say, write } from "../../metrics/format.ts";
import { type Demo, demo, told as toldOf } from "../demo.ts";
import { expect, isAccessible, open, settled, test } from "../journey.ts";

test.describe.configure({ mode: "serial" });

let where: Demo = { id: "", slug: "", is_demo: true };

/** What the API answers to who is signed in, below the demo's workspace. */
function told<T>(page: Page, path: string): Promise<T> {
  return toldOf<T>(page, where, path);
}

const address = (path: string, tail = "") => `/insights/delivery${path}?ws=${where.slug}&period=12w${tail}`;

/** The days of the page's period, as its questions name them. */
async function days(page: Page, path: string): Promise<string> {
  const asked = page.waitForRequest(
    (request) => /^\/api\//.test(new URL(request.url()).pathname) && new URL(request.url()).pathname.endsWith(path),
  );
  await page.reload();
  const { searchParams } = new URL((await asked).url());
  await settled(page);
  return `from=${searchParams.get("from")}&to=${searchParams.get("to")}`;
}

test.beforeEach(async ({ page }) => {
  if (where.slug !== "") return;
  test.setTimeout(240_000);
  where = await demo(page);
});

test("open work of any day is what the API says, and the address holds the day", async ({ page }) => {
  await open(page, address("/flow"));
  const found = await told<{ n: number; stages: { stage: string; n: number }[] }>(page, "/delivery/flow");
  const stages = page.getByRole("region", { name: "Open pull requests by stage" }).getByRole("button");
  await expect(stages).toHaveCount(4);
  for (const [name, stage] of [
    ["Waiting for a first review", "waiting_for_first_review"],
    ["Approved", "approved"],
  ]) {
    const n = found.stages.find((one) => one.stage === stage)?.n ?? 0;
    await expect(stages.filter({ hasText: name })).toContainText(new RegExp(`${name}\\s*${n}\\D`));
  }
  await isAccessible(page);
  const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("As it was at the end of").fill(day);
  await expect(page).toHaveURL(new RegExp(`at=${day}`));
  const then = await told<{ stages: { stage: string; n: number }[] }>(page, `/delivery/flow?at=${day}`);
  const approved = then.stages.find((one) => one.stage === "approved")?.n ?? 0;
  await expect(stages.filter({ hasText: "Approved" })).toContainText(new RegExp(`Approved\\s*${approved}(\\D|$)`));
  await page.goBack();
  await expect(page).not.toHaveURL(/at=/);
});

test("who waits for whom is a drawing, and a table of the same", async ({ page }) => {
  // The story of a small organization has days on which nobody waits, and today may be one: the last busy day is asked.
  const found = await lastWaits(page);
  await open(page, address("/flow", `&at=${found.day}`));
  await page.getByRole("button", { name: "Show as a table: Who waits for whom" }).click();
  const table = page.getByRole("region", { name: "Who waits for whom" });
  await expect(table.getByRole("row")).toHaveCount(found.n + 1);
});

/** The last day of the story at whose end somebody waited for somebody, and for how many ways that was so. */
async function lastWaits(page: Page): Promise<{ day: string; n: number }> {
  for (let ago = 1; ago < 60; ago++) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const { edges } = await told<{ edges: unknown[] }>(page, `/delivery/waiting?at=${day}`);
    if (edges.length > 0) return { day, n: edges.length };
  }
  throw new Error("In sixty days of the story nobody waited for anybody.");
}

test("something is agreed on, and what broke it can be read", async ({ page }) => {
  await open(page, address("/flow"));
  await page.getByRole("button", { name: /^First look within a working day/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Agree", exact: true }).click();
  const card = page.getByRole("button", { name: /^First look within a working day/ });
  await expect(card).toContainText(/\d+ of \d+ kept/);
  await card.click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: "Keeping rate, week by week" })).toBeVisible();
  await expect(page).toHaveURL(/open=agreement:/);
  await settled(page);
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(page).not.toHaveURL(/open=/);
});

test("CI is what the API says, and has a cost once somebody says what a minute costs", async ({ page }) => {
  await open(page, address("/ci"));
  const span = await days(page, "/delivery/ci");
  const { total } = await told<{ total: { success_rate: number; minutes: number } }>(page, `/delivery/ci?${span}`);
  const tiles = page.getByRole("region", { name: "CI" }).getByRole("button");
  await expect(tiles.filter({ hasText: "Success rate" })).toContainText(say(total.success_rate, "share"));
  await tiles.filter({ hasText: "Minutes" }).click();
  await expect(page.getByRole("heading", { name: "Minutes", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Say what it costs" }).click();
  await page.getByRole("spinbutton", { name: "A minute costs" }).fill("0.5");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(tiles.filter({ hasText: "Minutes" })).toContainText(
    `${write(Math.round(total.minutes / 2), "count").text}\u00a0USD`,
  );
  await isAccessible(page);
});

interface Reading {
  key: string;
  name: string;
  unit: Parameters<typeof say>[1];
  value: number | null;
  n: number;
}

test("the five are what the API says, and lead to a deployment and what it brought", async ({ page }) => {
  await open(page, address(""));
  const span = await days(page, "/insights/dora");
  const found = await told<{ metrics: Reading[] }>(page, `/insights/dora?${span}`);
  const tiles = page.getByRole("region", { name: "The five metrics of delivery" }).getByRole("button");
  for (const [name, key] of [
    ["Deployment frequency", "deployment_frequency"],
    ["Lead time", "lead_time_hours"],
    ["Change fail rate", "change_fail_rate"],
  ]) {
    const reading = found.metrics.find((one) => one.key === key);
    expect(reading?.value).not.toBeNull();
    const written = write(reading?.value, reading?.unit ?? "count");
    await expect(tiles.filter({ hasText: name })).toContainText(written.text);
  }
  await isAccessible(page);

  await tiles.filter({ hasText: "Deployment frequency" }).click();
  const drawer = page.getByRole("dialog");
  await expect(page).toHaveURL(/open=metric:deployment_frequency/);
  const behind = drawer.getByRole("region", { name: "The deployments behind it" });
  await behind.getByRole("button").first().click();
  await expect(page).toHaveURL(/open=deployment:/);
  await expect(drawer.getByRole("heading", { name: "What it brought" })).toBeVisible();
  await drawer.getByRole("button", { name: "Back" }).click();
  await expect(page).toHaveURL(/open=metric:deployment_frequency/);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
});

test("the lead time opens its pull requests, each with its stages", async ({ page }) => {
  await open(page, address("", "&open=metric:lead_time_hours"));
  const drawer = page.getByRole("dialog");
  const list = drawer.getByRole("list", { name: "The changes behind it" });
  const first = list.getByRole("button").first();
  await first.click();
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect(list.getByRole("listitem").first()).toContainText(/Coding.*Pickup.*Review.*Merge.*Deploy/);
  await list.getByRole("button", { name: "The deployment that had it" }).click();
  await expect(page).toHaveURL(/open=deployment:/);
  await drawer.getByRole("button", { name: "Back" }).click();
  await settled(page);
  await isAccessible(page);
  const download = page.waitForEvent("download");
  await drawer.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("changes.csv");
});

test("the timeline is gone through by the keyboard, and opens what a mark stands for", async ({ page }) => {
  await open(page, address("/deployments"));
  await page.getByRole("region", { name: /^What went live when/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/open=deployments?:/);
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await isAccessible(page);
});

test("a rule is tried before it is kept, and stands as a version afterwards", async ({ page }) => {
  await open(page, address("/rules"));
  const preview = page.getByRole("region", { name: "The latest of them" });
  await expect(preview).toBeVisible();
  await page.getByLabel("Hours back to a deployment").fill("48");
  await page.getByLabel("Issues with one of these labels").fill("outage");
  await page.keyboard.press("Enter");
  await page.getByLabel("Why (others read it)").fill("Two days are enough");
  await settled(page);
  await isAccessible(page);
  await page.getByRole("button", { name: "Keep these rules" }).click();
  await expect(page.getByRole("heading", { name: "Version 1", exact: true })).toBeVisible();
  await expect(page.getByText("Two days are enough").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep these rules" })).toHaveCount(0);
  const { document, version } = await told<{ version: number; document: { incident_window_hours: number } }>(
    page,
    "/insights/dora/rules",
  );
  expect([version, document.incident_window_hours]).toEqual([1, 48]);
});

test("every part fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["", "/deployments", "/flow", "/ci", "/rules"]) {
    await open(page, address(path));
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await isAccessible(page);
  }
});
