/** What a page loads before anything is pressed or drawn late: scripts, compressed, without the charts. */
import { scales } from "../first-scripts.ts";
import { expect, PAGES, test } from "../journey.ts";

const MOST = 250_000;
/** Pages that need something more in their address load the same files without it. */
const SINGLE = ["/person", "/team", "/repository", "/integration"];

test("no page loads more than 250 kB of scripts at first", async ({ request }) => {
  test.setTimeout(120_000);
  const weigh = scales(request);
  const heavy: string[] = [];
  for (const page of [...PAGES, ...SINGLE]) {
    const sum = await weigh(page);
    if (sum > MOST) heavy.push(`${page}: ${Math.round(sum / 1000)} kB`);
  }
  expect(heavy).toEqual([]);
});
