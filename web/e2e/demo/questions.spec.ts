/** What a stranger asks on the first day: each is clicked to from the overview, and answered as the API answers. */
import type { Page } from "@playwright/test";
import { say, write } from "../../metrics/format.ts";
import { type Demo, demo, told as toldOf } from "../demo.ts";
import { expect, isAccessible, open, settled, test } from "../journey.ts";

test.describe.configure({ mode: "serial" });

let where: Demo = { id: "", slug: "", is_demo: true };

function told<T>(page: Page, path: string): Promise<T> {
  return toldOf<T>(page, where, path);
}

test.beforeEach(async ({ page }) => {
  if (where.slug !== "") return;
  test.setTimeout(240_000);
  where = await demo(page);
});

const FIRST = "avg_time_to_first_review_hours";
const FEWEST = 5;

interface Breakdown {
  rows: { subject: { id: string; name: string }; readings: Record<string, { median?: number | null; n: number }> }[];
}

/** From the overview, by the question as it is written there. */
async function asked(page: Page, question: string): Promise<void> {
  await open(page, `/overview?ws=${where.slug}&period=12w`);
  await page.getByRole("link", { name: new RegExp(`^${question.replaceAll("?", "\\?")}`) }).click();
  await settled(page);
}

/** What the page itself was answered, of an address that ends so. */
function heard<T>(page: Page, path: string, holds = ""): Promise<T> {
  return page
    .waitForResponse((one) => new URL(one.url()).pathname.endsWith(path) && one.url().includes(holds))
    .then(async (one) => (await one.json()) as T);
}

test("which team's reviews are slowest, and why: a sentence, the rows behind it, and what is open there", async ({
  page,
}) => {
  const teams = heard<Breakdown>(page, "/insights/breakdown", "pr_pickup_hours");
  await asked(page, "Which team's reviews are slowest, and why?");
  await expect(page).toHaveURL(/#reviews$/);
  const judged = (await teams).rows.filter(
    ({ readings }) => (readings[FIRST]?.n ?? 0) >= FEWEST && readings[FIRST]?.median != null,
  );
  const wait = (row: (typeof judged)[number] | undefined) => row?.readings[FIRST]?.median ?? 0;
  const [slowest] = judged.toSorted((a, b) => wait(b) - wait(a));
  expect(judged.length).toBeGreaterThan(1);
  const part = page.getByRole("region", { name: "Reviews by team" }).first();
  await expect(part).toContainText(
    `${slowest?.subject.name}'s pull requests wait longest for a first review: ${say(wait(slowest), "hours")} in the median`,
  );
  const rows = part.getByRole("row");
  const first = rows.filter({ hasText: slowest?.subject.name ?? "" }).first();
  await expect(first).toContainText(write(wait(slowest), "hours").text);
  const more = part.getByRole("button", { name: `Show all ${(await teams).rows.length}` });
  if ((await more.count()) > 0) await more.click();
  await expect(rows).toHaveCount((await teams).rows.length + 1);
  await isAccessible(page);
  await part.getByRole("link", { name: "Look at its open work" }).click();
  await settled(page);
  await expect(page).toHaveURL(new RegExp(`/insights/delivery/flow.*team=${slowest?.subject.id}`));
  const flow = await told<{ n: number }>(page, `/delivery/flow?team=${slowest?.subject.id}`);
  await expect(page.getByRole("region", { name: "Open pull requests by stage" }).getByRole("button")).toHaveCount(4);
  expect(flow.n).not.toBeNull();
});

interface Folder {
  path: string;
  is_file: boolean;
}

test("who knows this folder: the map leads into it, and names whom to ask first", async ({ page }) => {
  const map = heard<{ subject: { id: string }; children: Folder[] }>(page, "/ownership");
  await asked(page, "Who knows this folder?");
  const { subject, children } = await map;
  const folder = children.find((one) => !one.is_file)?.path ?? "";
  expect(folder).not.toBe("");
  await page.getByRole("button", { name: new RegExp(`^${folder}: \\d+ file`) }).click();
  await expect(page).toHaveURL(new RegExp(`folder=${folder}`));
  await settled(page);
  const { repositories } = await told<{ repositories: { people: { developer: { name: string } }[] }[] }>(
    page,
    `/knowledge/who-knows?path=${encodeURIComponent(folder)}&repository=${subject.id}`,
  );
  const [first] = repositories[0]?.people ?? [];
  const rows = page.getByRole("region", { name: "Who knows" }).getByRole("row");
  await expect(rows.nth(1)).toContainText(first?.developer.name ?? "nobody");
  await isAccessible(page);
});

test("what changed last week: the week beside those before it, and each number explains itself", async ({ page }) => {
  await asked(page, "What changed last week?");
  await expect(page).toHaveURL(/#last-week$/);
  const found = await told<{ says: string; parts: { direction: string | null }[] }>(page, "/insights/workspace/health");
  await expect(page.getByRole("heading", { name: /^Last week, / })).toBeVisible();
  await expect(page.getByText(found.says)).toBeVisible();
  // Where nothing moved, the numbers are behind what says so.
  if (!found.parts.some(({ direction }) => direction !== null && direction !== "unchanged")) {
    await page
      .getByText(/numbers? no further off than weeks differ anyway$|of which nothing can be said$/)
      .first()
      .click();
  }
  await page
    .getByRole("link", { name: / last week: .*Explain$/ })
    .first()
    .click();
  // The drawer is of that week; the page behind it stays at its own period.
  await expect(page).toHaveURL(/explain=.*of=|of=.*explain=/);
  await expect(page).not.toHaveURL(/period=\d{4}/);
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/explain=|of=/);
});

test("what is stuck: said on top, open work by stage, and what nothing has happened to", async ({ page }) => {
  await asked(page, "What is stuck?");
  await expect(page).toHaveURL(/\/insights\/delivery\/flow/);
  const flow = await told<{ stages: { stage: string; n: number }[] }>(page, "/delivery/flow");
  const stages = page.getByRole("region", { name: "Open pull requests by stage" }).getByRole("button");
  const waiting = flow.stages.find(({ stage }) => stage === "waiting_for_first_review")?.n ?? 0;
  await expect(stages.filter({ hasText: "Waiting for a first review" })).toContainText(
    new RegExp(`review\\s*${waiting}\\D`),
  );
  const quiet = await told<{ n: number; of: number; rows: { title: string }[] }>(page, "/delivery/stale");
  const main = page.getByRole("main");
  await expect(main).toContainText(
    // The story has days on which nothing is open.
    quiet.of === 0
      ? "No pull request is open."
      : quiet.n === 0
        ? `None of ${quiet.of} open pull request`
        : new RegExp(`${quiet.n} of ${quiet.of} open pull requests? (has|have) gone quiet`),
  );
  const issues = await told<{ has_any: boolean; withheld: string | null; stuck: number }>(page, "/issues/standing");
  const link = main.getByRole("link", { name: /^\d+ issues? (is|are) stuck$/ });
  if (issues.has_any && issues.withheld === null && issues.stuck > 0) {
    await expect(link).toHaveText(new RegExp(`^${issues.stuck} issue`));
    await expect(link).toHaveAttribute("href", /\/insights\/issues\?.*stuck=any/);
  } else await expect(link).toHaveCount(0);
  await expect(page.getByText(`${quiet.n} of ${quiet.of} open ones:`)).toBeVisible();
  const [first] = quiet.rows;
  if (first) await expect(page.getByRole("list", { name: "Gone quiet" })).toContainText(first.title);
});

interface Part {
  key: string;
  name: string;
  total: number | null;
}

interface Held {
  developer: { name: string };
  parts: Record<string, { value: number | null; stands_out: boolean }>;
}

test("is anybody overloaded: a sentence, and a row a person, kind by kind, with no score", async ({ page }) => {
  const load = heard<{ says: string; parts: Part[]; rows: Held[] }>(page, "/workload");
  await asked(page, "Is anybody overloaded?");
  await expect(page).toHaveURL(/\/analytics.*tab=workload/);
  const { says, parts, rows } = await load;
  expect(rows.length).toBeGreaterThan(0);
  await expect(page.getByText(says)).toBeVisible();
  const table = page.getByRole("table", { name: "Work in hand" });
  // A kind that is the same as another for everybody, or that no source tells of, is named below instead.
  for (const { key, name, total } of parts) {
    const head = table.getByRole("columnheader", { name, exact: true });
    const below = page.getByRole("listitem").filter({ hasText: new RegExp(`^${name}: (the same as|no source)`) });
    await expect(total === null ? below : head.or(below), key).toBeVisible();
  }
  const names = rows.map(({ developer }) => developer.name);
  const first = table.getByRole("row").nth(1).getByRole("link");
  await expect(first).toHaveText(names.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))[0] ?? "");
  const has = (row: Held) => row.parts.open_pull_requests?.value ?? 0;
  await table.getByRole("button", { name: "Open pull requests" }).click();
  await expect(table.getByRole("columnheader", { name: "Open pull requests" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(table.getByRole("row").nth(1).getByRole("cell").nth(1)).toContainText(`${Math.max(...rows.map(has))}`);
  await isAccessible(page);
});

test("what somebody works on now stands near the top of their page", async ({ page }) => {
  const { rows } = await told<{ rows: { title: string; author_id: string | null }[] }>(page, "/delivery/flow");
  const first = rows.find(({ author_id }) => author_id !== null);
  const anybody = await told<{ items: { id: string }[] }>(page, "/developers?kind=human");
  await open(page, `/person?ws=${where.slug}&id=${first?.author_id ?? anybody.items[0]?.id}&period=12w`);
  const pulls = page.getByRole("region", { name: "Open pull requests", exact: true });
  await expect(pulls).toContainText(first?.title ?? "None open.");
  // Whoever looks manages the workspace: nothing is out of reach, and what is not there is said to be none.
  for (const [name, none] of [
    ["Reviews asked for", "None waited for."],
    ["Issues in progress", "None in progress."],
  ] as const) {
    const part = page.getByRole("region", { name, exact: true });
    await expect(part.getByRole("listitem").first().or(part.getByText(none))).toBeVisible();
  }
  await isAccessible(page);
});
