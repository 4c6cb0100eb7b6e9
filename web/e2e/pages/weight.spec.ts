/** What a page loads before anything is pressed or drawn late: scripts, compressed, without the charts. */
import { gzipSync } from "node:zlib";
import { expect, PAGES, test } from "../journey.ts";

const MOST = 250_000;
const SCRIPT = /<script\b[^>]*\bsrc="([^"]+\.js)"[^>]*>/g;
/** Pages that need something more in their address load the same files without it. */
const SINGLE = ["/person", "/team", "/repository", "/integration"];

test("no page loads more than 250 kB of scripts at first", async ({ request }) => {
  test.setTimeout(120_000);
  const sizes = new Map<string, number>();
  const size = async (path: string) => {
    const known = sizes.get(path);
    if (known !== undefined) return known;
    const found = await request.get(path);
    expect(found.ok(), path).toBe(true);
    const bytes = gzipSync(await found.body()).byteLength;
    sizes.set(path, bytes);
    return bytes;
  };
  const heavy: string[] = [];
  for (const page of [...PAGES, ...SINGLE]) {
    const html = await (await request.get(page)).text();
    // Older browsers than ours get one file more.
    const scripts = [...html.matchAll(SCRIPT)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, path]) => path ?? "");
    expect(scripts.length, page).toBeGreaterThan(5);
    let sum = 0;
    for (const path of new Set(scripts)) sum += await size(path);
    if (sum > MOST) heavy.push(`${page}: ${Math.round(sum / 1000)} kB`);
  }
  expect(heavy).toEqual([]);
});
