/**
 * The content security policy in a real browser: nothing a page needs is refused, and what is not ours is. That holds
 * for every page any journey opens, since `journey.ts` takes a refusal for a fault; `looks.spec.ts` opens them all.
 */
import { expect, open, settled, test, world } from "../journey.ts";

test("the pages for who is not signed in are whole under it", async ({ browser }) => {
  const stranger = await browser.newContext({ baseURL: world.url, storageState: { cookies: [], origins: [] } });
  const theirs = await stranger.newPage();
  const wrong: string[] = [];
  theirs.on("pageerror", (error) => wrong.push(error.message));
  theirs.on("console", (said) => {
    if (said.type() === "error" && said.text().includes("Content Security Policy")) wrong.push(said.text());
  });
  for (const path of ["/sign-in", "/invitation", "/nothing-here"]) {
    await theirs.goto(path);
    await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();
  }
  expect(wrong).toEqual([]);
  await stranger.close();
});

test("a dialog holds the page still and a choice opens, under the same policy", async ({ page }) => {
  await open(page, "/settings/members");
  const flow = () => page.evaluate(() => getComputedStyle(document.body).overflow);
  const before = await flow();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect.poll(flow).toBe("hidden");
  await page.getByRole("dialog").getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "viewer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect.poll(flow).toBe(before);
});

test("a style or a script that somebody slips into a page does nothing", async ({ page }) => {
  await page.goto("/metrics");
  await settled(page);
  // The fixture takes a refusal in the console for a fault; here it is what we want to see.
  page.removeAllListeners("console");
  const slipped = await page.evaluate(async () => {
    const refused: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
    const style = document.createElement("style");
    style.textContent = "body { outline: 7px solid red }";
    const script = document.createElement("script");
    script.textContent = "document.title = 'slipped'";
    document.head.append(style, script);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { refused, outline: getComputedStyle(document.body).outlineWidth, title: document.title };
  });
  expect(slipped.refused.sort()).toEqual(["script-src-elem", "style-src-elem"]);
  expect(slipped.outline).not.toBe("7px");
  expect(slipped.title).not.toBe("slipped");
});
