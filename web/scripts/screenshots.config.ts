import { tmpdir } from "node:os";
import { defineConfig } from "@playwright/test";
import { CHROMIUM, FLAGS } from "../e2e/browser.ts";

/** `npm run pictures`: the README's pictures, of the demo organization in a stack of its own. */
export default defineConfig({
  testDir: ".",
  testMatch: "screenshots.ts",
  outputDir: `${tmpdir()}/aexy-pictures`,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  workers: 1,
  reporter: [["list"]],
  use: { launchOptions: { executablePath: CHROMIUM, args: FLAGS }, timezoneId: "Europe/Berlin", locale: "en-GB" },
});
