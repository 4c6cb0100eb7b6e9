/** What a page loads before anything is pressed or drawn late: its scripts, compressed. */
import { gzipSync } from "node:zlib";
import { type APIRequestContext, expect } from "@playwright/test";

const SCRIPT = /<script\b[^>]*\bsrc="([^"]+\.js)"[^>]*>/g;

/** Weighs the first scripts of pages at an address; a file of several pages is fetched once. */
export function scales(request: APIRequestContext, url = ""): (page: string) => Promise<number> {
  const sizes = new Map<string, number>();
  const size = async (path: string) => {
    const known = sizes.get(path);
    if (known !== undefined) return known;
    const found = await request.get(`${url}${path}`);
    expect(found.ok(), path).toBe(true);
    const bytes = gzipSync(await found.body()).byteLength;
    sizes.set(path, bytes);
    return bytes;
  };
  return async (page) => {
    const html = await (await request.get(`${url}${page}`)).text();
    // Older browsers than ours get one file more.
    const scripts = [...html.matchAll(SCRIPT)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, path]) => path ?? "");
    expect(scripts.length, page).toBeGreaterThan(5);
    let sum = 0;
    for (const path of new Set(scripts)) sum += await size(path);
    return sum;
  };
}
