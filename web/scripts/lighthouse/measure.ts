/**
 * Opens every page of the demo organization and says how quick and how accessible it is: by Lighthouse (desktop preset,
 * simulated network), and as it is on this machine: largest paint, bytes of the first scripts and of all until the page
 * stands, and how long a press takes until the next picture. `just lighthouse /dashboard /overview` looks at those alone.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { CHROMIUM, FLAGS } from "../../e2e/browser.ts";
import { scales } from "../../e2e/first-scripts.ts";
import { PAGES } from "../../e2e/journey.ts";
import { type Stack, start } from "../../e2e/stack.ts";

interface Figures {
  page: string;
  performance: number;
  accessibility: number;
  lighthousePaint: number;
  blocked: number;
  shift: number;
  paint: number;
  scripts: number;
  press: number;
}

type Lighthouse = (url: string, flags: object, config: object) => Promise<{ lhr: Report }>;
interface Report {
  categories: Record<"performance" | "accessibility", { score: number | null }>;
  audits: Record<string, { numericValue?: number; title: string; score: number | null }>;
}

const LEAST = 95;
const LARGEST_PAINT = 1000;
const LONGEST_PRESS = 100;
const chosen = (process.env.AEXY_PAGES ?? "").split(" ").filter((page) => page !== "");
const root = mkdtempSync(join(tmpdir(), "aexy-lighthouse-"));
let stack: Stack;
let context: BrowserContext;
let port: number;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  port = await freePort();
  stack = await start(join(root, "home"), "--demo");
  context = await chromium.launchPersistentContext(join(root, "profile"), {
    executablePath: CHROMIUM,
    args: [...FLAGS, `--remote-debugging-port=${port}`],
    viewport: { width: 1440, height: 1000 },
  });
  const page = await context.newPage();
  await page.goto(stack.link);
  await page.waitForURL(/\/(overview|dashboard|$)/);
  await expect(async () => {
    const { workspaces } = await read<{ workspaces: { id: string }[] }>("/auth/me");
    const { items } = await read<{ items: { state: string }[] }>(`/workspaces/${workspaces[0]?.id}/jobs`);
    expect(items.map(({ state }) => state)).toContain("done");
    expect(items.filter(({ state }) => state === "queued" || state === "running")).toEqual([]);
  }).toPass({ timeout: 400_000, intervals: [2000] });
  await page.close();
});

test.afterAll(async () => {
  await context.close();
  await stack.stop();
  rmSync(root, { recursive: true, force: true });
});

async function read<T>(path: string): Promise<T> {
  return (await (await context.request.get(`${stack.url}/api/v1${path}`)).json()) as T;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(address)));
    });
  });
}

/** Largest paint, bytes of scripts and the slowest of three presses, without any throttling. */
async function asItIs(path: string): Promise<Pick<Figures, "paint" | "scripts" | "press">> {
  const page = await context.newPage();
  await page.goto(`${stack.url}${path}`);
  await expect(page.locator(".skeleton")).toHaveCount(0, { timeout: 30_000 });
  const seen = await page.evaluate(
    () =>
      new Promise<{ paint: number; scripts: number }>((resolve) => {
        new PerformanceObserver((list) => {
          const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
          const scripts = files.filter(({ initiatorType, name }) => initiatorType === "script" || name.endsWith(".js"));
          resolve({
            paint: list.getEntries().at(-1)?.startTime ?? Number.NaN,
            scripts: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
          });
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  const press = await slowestPress(page);
  await page.close();
  return { ...seen, press };
}

/** The palette opened and closed thrice: from the key to the next picture, as the browser itself counts interactions. */
async function slowestPress(page: Page): Promise<number> {
  await page.evaluate(() => {
    const held = window as unknown as { slowest: number };
    held.slowest = 0;
    const options = { type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) held.slowest = Math.max(held.slowest, entry.duration);
    }).observe(options);
  });
  for (let time = 0; time < 3; time++) {
    await page.keyboard.press("Control+k");
    await page.waitForTimeout(150);
    await page.keyboard.press("Escape");
    await page.waitForTimeout(150);
  }
  return page.evaluate(() => (window as unknown as { slowest: number }).slowest);
}

async function judge(lighthouse: Lighthouse, config: object, path: string): Promise<Figures> {
  const flags = { port, output: "json", logLevel: "error", disableStorageReset: true };
  const { lhr } = await lighthouse(`${stack.url}${path}`, flags, config);
  const of = (kind: "performance" | "accessibility") => Math.round((lhr.categories[kind].score ?? 0) * 100);
  return {
    page: path,
    performance: of("performance"),
    accessibility: of("accessibility"),
    lighthousePaint: lhr.audits["largest-contentful-paint"]?.numericValue ?? Number.NaN,
    blocked: lhr.audits["total-blocking-time"]?.numericValue ?? Number.NaN,
    shift: lhr.audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN,
    ...(await asItIs(path)),
  };
}

function row(cells: (string | number)[]): string {
  return cells.map((cell, place) => (place === 0 ? String(cell).padEnd(36) : String(cell).padStart(14))).join("");
}

test("every page is quick and accessible", async () => {
  const name = "lighthouse";
  const { default: lighthouse, desktopConfig } = (await import(name)) as { default: Lighthouse; desktopConfig: object };
  const lines = [
    row([
      "page",
      "performance",
      "accessibility",
      "LCP (sim.) ms",
      "blocked ms",
      "shift",
      "LCP here ms",
      "first kB",
      "scripts kB",
      "press ms",
    ]),
  ];
  const short: string[] = [];
  const weigh = scales(context.request, stack.url);
  for (const path of chosen.length > 0 ? chosen : PAGES) {
    const found = await judge(lighthouse, desktopConfig, path);
    const { performance, accessibility, paint, press } = found;
    lines.push(
      row([
        path,
        performance,
        accessibility,
        Math.round(found.lighthousePaint),
        Math.round(found.blocked),
        found.shift.toFixed(2),
        Math.round(paint),
        Math.round((await weigh(path)) / 1000),
        Math.round(found.scripts / 1000),
        Math.round(press),
      ]),
    );
    const misses = [performance < LEAST, accessibility < LEAST, paint > LARGEST_PAINT, press > LONGEST_PRESS];
    if (misses.includes(true)) short.push(path);
  }
  process.stdout.write(`\n${lines.join("\n")}\n\n`);
  expect(short, "Pages under 95, painted after a second, or slower than 100 ms to a press").toEqual([]);
});
