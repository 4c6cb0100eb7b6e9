"use client";
/** The tokens' colours as a drawing needs them: resolved for the scheme that is shown. */
import { useScheme } from "@/ui/scheme";

const TOKENS = {
  ink: "--ink",
  ink2: "--ink-2",
  ink3: "--ink-3",
  grid: "--grid",
  line: "--line-strong",
  raised: "--raised",
  area: "--area",
  before: "--series-before",
  guide: "--ink-3",
  one: "--series-1",
  two: "--series-2",
  three: "--series-3",
  four: "--series-4",
  five: "--series-5",
} as const;

/** Colours by their name, and the font they are written in. */
export type Palette = Record<keyof typeof TOKENS | "font", string>;

/** A custom property reads as it was written (`light-dark(…)`); as a colour of an element it reads as what is drawn. */
export function resolvePalette(): Palette {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return { ...Object.fromEntries(entries), font: getComputedStyle(document.body).fontFamily } as Palette;
}

export { useScheme };
