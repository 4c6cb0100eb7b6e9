/** A widget as a PNG, made in the browser. Loaded when somebody asks for one. */
import { toBlob } from "html-to-image";

const EDGE = 2;

export async function savePicture(card: HTMLElement, name: string): Promise<void> {
  const shown = getComputedStyle(card);
  const blob = await toBlob(card, {
    pixelRatio: EDGE,
    backgroundColor: shown.backgroundColor,
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
