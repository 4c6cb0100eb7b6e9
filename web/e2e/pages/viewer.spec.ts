/** The web hides what the API forbids: a viewer presses every button there is, and none calls what is not for them. */
import type { Page } from "@playwright/test";
import { mayCall, type Route } from "../../api/may.ts";
import { policies } from "../../api/policies.ts";
import { joined } from "../joining.ts";
import { expect, open, PAGES, settled, test } from "../journey.ts";

const PATTERNS = (Object.keys(policies) as Route[]).map((route) => {
  const [method, path = ""] = route.split(" ");
  return { route, method, address: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`) };
});

/** Fewer wild cards first: what is named is not what is meant by a wild card. */
const ROUTES = PATTERNS.sort((one, other) => one.route.split("{").length - other.route.split("{").length);

/**
 * Presses each button of the page that was not pressed, and each of the dialogs they open; answers with all pressed so
 * far. It stops early where a button leads to another page.
 */
function press(page: Page, before: string[]): Promise<string[]> {
  return page.evaluate(async (before) => {
    const DIALOG = "[role=dialog]";
    const MOST = 150;
    const here = location.pathname;
    const pressed = new Set(before);
    for (let turn = 0; turn < MOST && location.pathname === here; turn += 1) {
      const over = document.querySelector(DIALOG);
      const within = over ?? document.querySelector("main");
      const name = (button: Element) =>
        `${over === null ? "" : "over: "}${button.getAttribute("aria-label") ?? button.textContent?.trim()}`;
      const button = [...(within?.querySelectorAll<HTMLButtonElement>("button:enabled") ?? [])].find(
        (one) => one.checkVisibility() && !pressed.has(name(one)),
      );
      if (button !== undefined) {
        pressed.add(name(button));
        button.click();
      } else if (over !== null) {
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      } else break;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return [...pressed];
  }, before);
}

test("a viewer finds no page and no button whose route they may not call", async ({ page }) => {
  test.setTimeout(120_000);
  const theirs = await joined(page, { role: "viewer", email: "viewer@example.org", name: "Only Looking" });
  const called = new Set<string>();
  const forbidden: string[] = [];
  theirs.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/api/")) return;
    const route = ROUTES.find((one) => one.method === request.method() && one.address.test(pathname))?.route;
    called.add(route ?? pathname);
    if (route === undefined || !mayCall("viewer", route)) forbidden.push(`${request.method()} ${pathname}`);
  });
  // What would be changed is seen, and not done: the same page stays as it is for the next button.
  await theirs.route("**/api/v1/**", (route) =>
    route.request().method() === "GET" || route.request().url().endsWith("/auth/refresh")
      ? route.fallback()
      : route.fulfill({
          status: 503,
          contentType: "application/problem+json",
          body: JSON.stringify({ title: "Not now", status: 503, detail: "Only looking.", next_step: "Look on." }),
        }),
  );
  let pressed = 0;
  for (const path of PAGES) {
    let names: string[] = [];
    for (let before = -1; before < names.length; ) {
      before = names.length;
      await open(theirs, `${path}?period=26w`);
      names = await press(theirs, names);
      await settled(theirs);
      if (new URL(theirs.url()).pathname === path) break;
    }
    pressed += names.length;
  }
  expect(forbidden).toEqual([]);
  // It looked, and it pressed: a page that stays empty would pass as well.
  expect(pressed).toBeGreaterThan(60);
  expect([...called].filter((route) => !route.startsWith("GET ")).length).toBeGreaterThan(0);
  await theirs.unrouteAll({ behavior: "ignoreErrors" });
  await open(theirs, "/settings/audit");
  await expect(theirs.getByText("Your role does not reach this page.")).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  await theirs.context().close();
});
