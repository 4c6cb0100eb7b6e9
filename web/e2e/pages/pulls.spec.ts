import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, isAccessible, open, reading, settled, test, world } from "../journey.ts";
import { ask } from "../stack.ts";

const HOUR = 3_600_000;
const PULLS = [
  { number: 7, title: "Pay in time", hours: 2 },
  { number: 8, title: "Count <b>once</b>", hours: 4 },
  { number: 9, title: "Wait for everybody", hours: 90 },
];

/** Three pull requests of Ada's, merged three days ago. */
function importPulls(): void {
  const merged = Date.now() - 72 * HOUR;
  const rows = PULLS.map(({ number, title, hours }) => {
    const at = new Date(merged).toISOString();
    return `${number},${title},${new Date(merged - hours * HOUR).toISOString()},ada@example.org,https://example.org/${number},${at},${at}`;
  });
  const file = join(world.home, "pulls.csv");
  writeFileSync(file, ["number,title,opened_at,author,url,closed_at,merged_at", ...rows].join("\n"));
  ask(world.home, "import", "pull_requests", file, "--repository", "story");
}

test("a time is told by its median, and its pull requests can be read where they were written", async ({ page }) => {
  test.setTimeout(120_000);
  importPulls();
  await open(page, "/overview?period=12w");
  await expect(reading(page, "Cycle time")).toContainText(/4\.0\s*h\s*median/);
  await expect(reading(page, "Cycle time")).toContainText(/mean 32\.0\sh/);
  await expect(page.getByRole("heading", { name: "Efficiency" })).toBeVisible();

  await reading(page, "Cycle time").click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: "How they spread" })).toBeVisible();
  await expect(drawer.getByRole("heading", { name: "Left out" })).toBeVisible();
  await settled(page);
  const rows = drawer.getByRole("region", { name: "The rows behind it" }).getByRole("row");
  await expect(rows).toHaveCount(1 + PULLS.length);
  await drawer.getByRole("button", { name: "Cycle", exact: true }).click();
  await expect(rows.nth(1)).toContainText(/Wait for everybody.*#9 · story.*90\.0\s*h/);
  await expect(drawer.getByRole("link", { name: "Count <b>once</b>" })).toHaveAttribute(
    "href",
    "https://example.org/8",
  );
  await isAccessible(page);
});
