/** A widget as a PNG, made in the browser. Loaded when somebody asks for one. */
import { toBlob } from "html-to-image";

/** Twice as many dots as on the page: it may be printed or shown larger. */
const SHARPER = 2;
/** The letters we write with, where a face has not all of them; other alphabets are drawn with what the machine has. */
const LATIN = /U\+0{1,4}-0*FF\b/i;
const EVERY = /^$|U\+0-10FFFF/i;
let font: Promise<string> | undefined;

/**
 * The page's own font as text, for a picture fetches nothing. The package would look it up through a `<base>`, which our
 * content security policy refuses.
 */
async function fontCss(): Promise<string> {
  const rules: { face: CSSFontFaceRule; sheet: string }[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSFontFaceRule) rules.push({ face: rule, sheet: sheet.href ?? window.location.href });
    }
  }
  const having = (letters: RegExp) =>
    rules.filter(({ face }) => letters.test(face.style.getPropertyValue("unicode-range")));
  const wanted = [...having(EVERY), ...having(LATIN)].slice(0, 1);
  const written = await Promise.all(
    wanted.map(async ({ face, sheet }) => {
      const url = /url\(["']?([^"')]+)["']?\)/.exec(face.style.getPropertyValue("src"))?.[1];
      if (url === undefined) return "";
      const answer = await fetch(new URL(url, sheet));
      const told = await inText(await answer.blob());
      return face.cssText.replace(url, told);
    }),
  );
  return written.join("\n");
}

function inText(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export async function savePicture(card: HTMLElement, name: string): Promise<void> {
  font ??= fontCss();
  const blob = await toBlob(card, {
    pixelRatio: SHARPER,
    backgroundColor: getComputedStyle(card).backgroundColor,
    fontEmbedCSS: await font.catch(() => ""),
    // Buttons say nothing in a picture.
    filter: (node) => !(node instanceof HTMLElement && node.dataset.chrome !== undefined),
  });
  if (blob === null) throw new Error("The browser made no picture.");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
