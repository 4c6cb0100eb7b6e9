import { expect, isAccessible, open, settled, test, world } from "../journey.ts";

test("a key is made, shown once, and revoked", async ({ page }) => {
  await open(page, "/settings/tokens");
  await page.getByRole("button", { name: "Make a key" }).first().click();
  await page.getByLabel("What is it for?").fill("Nightly build");
  await isAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Make a key" }).click();
  const shown = page.getByRole("textbox", { name: "Here is the key" });
  await expect(shown).toHaveValue(/^aexy_[a-z0-9]{8}_[A-Za-z0-9]{43}$/);
  const key = await shown.inputValue();
  const me = () =>
    fetch(`${world.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
  expect(await me()).toBe(200);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText("Nightly build")).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await page
    .getByRole("row", { name: /Nightly build/ })
    .getByRole("button", { name: "Revoke" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("You have no keys.")).toBeVisible();
  expect(await me()).toBe(401);
});

test("sessions are listed, and this one cannot be ended by accident", async ({ page }) => {
  await open(page, "/settings/tokens");
  const own = page.getByRole("row", { name: /this one/ });
  await expect(own).toHaveCount(1);
  await expect(own.getByRole("button")).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("button", { name: "Leave it" }).click();
  await open(page, "/overview");
  await expect(page).toHaveURL(/\/overview/);
});

test("a terminal is let in by somebody who sees who asks", async ({ page }) => {
  const asked = await page.request.post(`${world.url}/api/v1/auth/device/code`, {
    data: { client_name: "a terminal", scopes: ["read"] },
  });
  const { user_code, device_code } = (await asked.json()) as { user_code: string; device_code: string };
  await open(page, "/device");
  await page.getByLabel("Code").fill(user_code.toLowerCase());
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("a terminal", { exact: true })).toBeVisible();
  await expect(page.getByText("Read everything you may read")).toBeVisible();
  await settled(page);
  await isAccessible(page);
  await page.getByRole("button", { name: "Let it in" }).click();
  await expect(page.getByText("It is let in.")).toBeVisible();
  const given = await page.request.post(`${world.url}/api/v1/auth/device/token`, { data: { device_code } });
  expect(given.status()).toBe(200);
});

test("a code that is none is said to be none", async ({ page }) => {
  await open(page, "/device?code=BCDF-GHJK");
  await expect(page.getByRole("alert").filter({ hasText: "Nobody waits with this code." })).toBeVisible();
  await page.getByRole("button", { name: "Type another code" }).click();
  await expect(page.getByLabel("Code")).toBeVisible();
});

test("the page shows exactly the ways in that are set: here links alone", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(`${world.url}/sign-in`);
  await expect(page.getByText("Aexy has no passwords.")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await page.goto(`${world.url}/sign-in?error=access_denied`);
  await expect(page.getByRole("alert").filter({ hasText: "You were not signed in at the provider." })).toBeVisible();
  await page.goto(`${world.url}/sign-in?code=x&state=y`);
  await expect(page.getByRole("alert").filter({ hasText: "did not begin this sign-in" })).toBeVisible();
  expect(page.url()).not.toContain("code=");
  await isAccessible(page);
  await context.close();
});
