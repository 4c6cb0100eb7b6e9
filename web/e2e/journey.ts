/** What every journey begins with: signed in, at the product's address, and no script error unnoticed. */
import { writeFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export const world = {
  url: process.env.AEXY_E2E_URL ?? "",
  home: process.env.AEXY_E2E_HOME ?? "",
  repository: process.env.AEXY_E2E_REPOSITORY ?? "",
  linear: process.env.AEXY_E2E_LINEAR ?? "",
  token: process.env.AEXY_E2E_TOKEN ?? "",
  all: Number(process.env.AEXY_E2E_ALL ?? "0"),
  commits: Number(process.env.AEXY_E2E_COMMITS ?? "0"),
};

/** Every page that needs nothing further in its address. */
export const PAGES = [
  "/overview",
  "/dashboard",
  "/activity",
  "/insights/ai-impact",
  "/insights/compare",
  "/insights/data-quality",
  "/insights/delivery",
  "/insights/delivery/deployments",
  "/insights/delivery/flow",
  "/insights/delivery/ci",
  "/insights/delivery/rules",
  "/insights/hotspots",
  "/insights/issues",
  "/insights/sprints",
  "/insights/investment",
  "/insights/network",
  "/insights/technology",
  "/insights/ownership",
  "/analytics",
  "/insights/skills",
  "/insights/profile",
  "/insights/matching",
  "/me",
  "/people",
  "/teams",
  "/repositories",
  "/alerts",
  "/notifications",
  "/integrations",
  "/identities",
  "/records",
  "/metrics",
  "/settings",
  "/settings/members",
  "/settings/teams",
  "/settings/schedules",
  "/settings/metrics",
  "/settings/appearance",
  "/settings/tokens",
  "/settings/privacy",
  "/settings/audit",
  "/settings/system",
  "/device",
];

const session = process.env.AEXY_E2E_SESSION ?? "";

export const test = base.extend({
  baseURL: world.url,
  storageState: session,
  page: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => {
      // A request that a test makes fail is said by the browser as well; what the page says of itself is an error of ours.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        wrong.push(message.text());
    });
    page.on("dialog", (dialog) => {
      wrong.push(`A script of a commit ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await use(page);
    // A refresh token is good for one exchange: who comes next goes on with what this page was given. What somebody chose
    // in this browser, such as its colours, is not theirs.
    const { cookies } = await page.context().storageState();
    if (cookies.some(({ name }) => name === "aexy_refresh"))
      writeFileSync(session, JSON.stringify({ cookies, origins: [] }));
    expect(wrong).toEqual([]);
  },
});

export { expect };

/** Opens a page and waits until nothing on it is still loading. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await expect(page.locator(".skeleton")).toHaveCount(0);
}

/** No serious or critical finding of axe. */
export async function isAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const bad = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`)).toEqual([]);
}

/** Keeps what is seen among what the run leaves behind, for somebody to look at. */
export async function picture(page: Page, path: string, scheme: string): Promise<void> {
  const name = path.replaceAll("/", "-").replace(/^-/, "") || "start";
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: test.info().outputPath(`${name}-${scheme}-${width}.png`) });
}

/** The figure of a headline reading. */
export function reading(page: Page, name: string) {
  return page.getByRole("button", { name: new RegExp(`^${name}\\b`) }).first();
}
