/** The browser of the machine: nothing is downloaded, nothing calls home. */
export const CHROMIUM = process.env.AEXY_CHROMIUM ?? process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
