import { tmpdir } from "node:os";
import { defineConfig } from "@playwright/test";

/** `just lighthouse`: how quick and how accessible each page is, on the demo organization in a stack of its own. */
export default defineConfig({
  testDir: ".",
  testMatch: "lighthouse/measure.ts",
  outputDir: `${tmpdir()}/aexy-lighthouse`,
  timeout: 1_800_000,
  workers: 1,
  reporter: [["list"]],
});
