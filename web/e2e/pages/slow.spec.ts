/** A slow API shows the page at once and fills it without a jump; one that is gone is said, with a way back. */
import type { Page } from "@playwright/test";
import { expect, open, reading, settled, test } from "../journey.ts";

const API = "**/api/v1/**";
const SLOW = 2000;
/** What browsers call a good figure of layout shift. */
const MOST_SHIFT = 0.1;
const LOOKED_AT = [
  { path: "/overview", title: "Overview" },
  { path: "/people", title: "People" },
  { path: "/teams", title: "Teams" },
  { path: "/repositories", title: "Repositories" },
  { path: "/alerts", title: "Alerts" },
];

interface Shifts {
  sum: number;
  /** What moved, the farthest first. */
  what: string[];
}

async function shifted(page: Page): Promise<Shifts> {
  return page.evaluate(
    () =>
      new Promise<Shifts>((resolve) => {
        interface Shift extends PerformanceEntry {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
        }
        let sum = 0;
        const what: string[] = [];
        const shifts = new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
            if (hadRecentInput) continue;
            sum += value;
            for (const { node, previousRect, currentRect } of sources)
              what.push(`${previousRect.y} → ${currentRect.y}: ${node?.textContent?.slice(0, 60)}`);
          }
        });
        shifts.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve({ sum, what }), 100);
      }),
  );
}

/** Which answer comes last is the network's choice: a page has to stand in either order. */
const ORDERS = [
  { last: "the numbers", late: /\/(breakdown|series|readings)/ },
  { last: "the lists", late: /\/(teams|developers|repositories)(\?|$)/ },
];

for (const { path, title } of LOOKED_AT)
  for (const { last, late } of ORDERS) {
    test(`${path} stands while the API takes two seconds, and does not jump, ${last} coming last`, async ({ page }) => {
      await page.route(API, async (route) => {
        const wait = late.test(route.request().url()) ? SLOW * 1.5 : SLOW;
        await new Promise((resolve) => setTimeout(resolve, wait));
        await route.fallback();
      });
      await page.goto(`${path}?period=26w`);
      await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible({ timeout: 3 * SLOW });
      await expect(page.locator(".skeleton").first()).toBeVisible({ timeout: SLOW * 3 });
      await expect(page.locator(".skeleton")).toHaveCount(0, { timeout: 10 * SLOW });
      await expect(page.getByRole("alert").filter({ visible: true, hasText: /\S/ })).toHaveCount(0);
      const { sum, what } = await shifted(page);
      expect(sum, what.join("\n")).toBeLessThan(MOST_SHIFT);
      await page.unrouteAll({ behavior: "ignoreErrors" });
    });
  }

test("an API that is gone is said, and asked again once it is back", async ({ page }) => {
  await page.route(API, (route) => route.abort("connectionrefused"));
  await page.goto("/overview?period=26w");
  const said = page.getByRole("alert").filter({ visible: true, hasText: /\S/ }).first();
  await expect(said).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await said.getByRole("button", { name: "Try again" }).click();
  await settled(page);
  await expect(reading(page, "Commits")).toContainText(/\d/);
});

test("what is there stays while the API is gone, and the part that fails says so alone", async ({ page }) => {
  await open(page, "/overview?period=26w");
  await expect(reading(page, "Commits")).toContainText(/\d/);
  await page.route(API, (route) => route.abort("connectionrefused"));
  await reading(page, "Commits").click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await drawer.getByRole("button", { name: "Try again" }).first().click();
  await expect(drawer.getByRole("heading", { name: "Over time" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(reading(page, "Commits")).toContainText(/\d/);
});
