import { tmpdir } from "node:os";
import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM, FLAGS } from "./e2e/browser.ts";

/** The whole product, started by the global setup in a folder of its own; the browser is the system's. */
export default defineConfig({
  testDir: "e2e",
  outputDir: `${process.env.AEXY_E2E_OUTPUT ?? tmpdir()}/aexy-e2e-results`,
  globalSetup: "./e2e/start.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 1000 },
    timezoneId: "Europe/Berlin",
    launchOptions: { executablePath: CHROMIUM, args: FLAGS },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "first-run", testMatch: /first-run\.spec\.ts/ },
    { name: "pages", testMatch: /pages\/.*\.spec\.ts/, dependencies: ["first-run"] },
    // Last, for it makes a second workspace: where somebody has two, pages open the one looked at last.
    { name: "demo", testMatch: /demo\/.*\.spec\.ts/, dependencies: ["pages"] },
  ],
});
