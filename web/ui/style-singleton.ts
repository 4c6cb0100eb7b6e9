/**
 * In place of the package `react-style-singleton`, by which a dialog holds the page behind it still. That one writes a
 * `<style>` into the page, which our content security policy refuses; a style sheet made by a script is no such thing.
 */
import { useEffect } from "react";

export interface Styles {
  styles: string;
  dynamic?: boolean;
}

/** A component that applies its styles once, from when the first of it is mounted until the last is gone. */
export function styleSingleton() {
  let mounted = 0;
  let sheet: CSSStyleSheet | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: this is what the package promises; it is called once.
  return function Sheet({ styles, dynamic = false }: Styles) {
    const told = dynamic ? styles : undefined;
    // biome-ignore lint/correctness/useExhaustiveDependencies: without `dynamic` the first styles stay.
    useEffect(() => {
      if (mounted === 0) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(styles);
        document.adoptedStyleSheets.push(sheet);
      }
      mounted += 1;
      return () => {
        mounted -= 1;
        if (mounted === 0) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      };
    }, [told]);
    return null;
  };
}
