/** A member sees less of somebody than a manager does, and is told why; the page hides exactly what the API withholds. */
import type { Page } from "@playwright/test";
import { type Demo, demo, told } from "../demo.ts";
import { joined } from "../joining.ts";
import { expect, open, reading, settled, test } from "../journey.ts";

interface Catalogue {
  key: string;
  name: string;
  audience: "self" | "team" | "open";
  levels: string[];
}

interface Reading {
  metric: string;
  value: number | null;
  withheld: string | null;
}

async function readings(page: Page, where: Demo, developer: string, keys: string[]): Promise<Map<string, Reading>> {
  const path = `/insights/readings?subject=developer:${developer}&metrics=${keys.join(",")}&bucket=total`;
  const { readings } = await told<{ readings: Reading[] }>(page, where, path);
  return new Map(readings.map((one) => [one.metric, one]));
}

test("a member cannot see what a manager can, and neither sees what is a person's own", async ({ page }) => {
  test.setTimeout(240_000);
  const where = await demo(page);
  const manager = await joined(page, {
    role: "manager",
    email: "manager@example.org",
    name: "A Manager",
    workspace: where.id,
  });
  const member = await joined(page, {
    role: "member",
    email: "member@example.org",
    name: "A Member",
    workspace: where.id,
  });
  const { items } = await told<{ items: { id: string; name: string }[] }>(
    page,
    where,
    "/developers?kind=human&limit=1",
  );
  const person = items[0]?.id ?? "";

  const catalogue = await manager.context().request.get("/api/v1/metrics?limit=200");
  const { items: metrics } = (await catalogue.json()) as { items: Catalogue[] };
  const ofPeople = metrics.filter(({ levels }) => levels.includes("developer"));
  const keys = ofPeople.map(({ key }) => key);
  const [theirs, ours] = [await readings(manager, where, person, keys), await readings(member, where, person, keys)];
  const apart = ofPeople.filter(
    ({ key }) => theirs.get(key)?.withheld === null && theirs.get(key)?.value !== null && ours.get(key)?.withheld,
  );
  const own = ofPeople.filter(({ key }) => theirs.get(key)?.withheld && ours.get(key)?.withheld);
  expect(apart.map(({ audience }) => audience)).toContain("team");
  expect(own.map(({ audience }) => audience)).toContain("self");

  for (const who of [manager, member]) await open(who, `/person?ws=${where.slug}&id=${person}&period=12w`);
  let compared = 0;
  for (const { key, name } of [...apart, ...own]) {
    const tile = reading(member, name);
    if ((await tile.count()) === 0) continue;
    // A row says that it is withheld, a tile why.
    const why = ours.get(key)?.withheld ?? "";
    await expect(tile).toContainText(new RegExp(`withheld|${why.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
    compared += 1;
    if (theirs.get(key)?.withheld === null) await expect(reading(manager, name)).not.toContainText("withheld");
  }
  expect(compared).toBeGreaterThan(0);

  await open(member, `/settings/audit?ws=${where.slug}`);
  await expect(member.getByText("Your role does not reach this page.")).toBeVisible();
  await settled(member);
  for (const who of [manager, member]) await who.context().close();
});
