"use client";
/** A drawing by ECharts: loaded late, as wide as its place, in the colours of the scheme. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { en } from "@/text/en";
import { Skeleton } from "@/ui/basic";
import { charts } from "./echarts";
import { type Palette, resolvePalette, useScheme } from "./palette";

interface Chart {
  setOption: (option: object, how: object) => void;
  getWidth: () => number;
  resize: () => void;
  dispose: () => void;
}
export type Option = (palette: Palette, width: number) => object;

export function useWidth<E extends HTMLElement>() {
  const box = useRef<E>(null);
  const [width, setWidth] = useState(0);
  // Before the first paint: what depends on the width would move what stands under it.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const seen = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return [box, width] as const;
}

export function Plot({ option, height, summary }: { option: Option; height: number; summary: string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const chart = useRef<Chart | null>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const scheme = useScheme();

  useEffect(() => {
    let gone = false;
    charts().then(
      (init) => {
        if (gone || box.current === null) return;
        chart.current = init(box.current, null, { renderer: "svg" }) as unknown as Chart;
        setState("ready");
      },
      () => setState("failed"),
    );
    return () => {
      gone = true;
      chart.current?.dispose();
      chart.current = null;
    };
  }, [box]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes what the tokens resolve to
  useEffect(() => {
    if (state !== "ready" || width === 0) return;
    // What is set lazily is drawn by the change of size, or with the next frame: once, not twice.
    chart.current?.setOption(
      { animation: false, ...option(resolvePalette(), width) },
      { notMerge: true, lazyUpdate: true },
    );
    if (chart.current?.getWidth() !== width) chart.current?.resize();
  }, [option, width, scheme, state]);

  return (
    <div className="relative" style={{ height }}>
      {/* The picture is named as a whole; its parts would be read out one label at a time. */}
      <div ref={box} role="img" aria-label={summary} className="size-full" />
      {state === "loading" && <Skeleton className="absolute inset-0" />}
      {state === "failed" && <p className="absolute inset-0 grid place-items-center text-ink-3">{en.chart.failed}</p>}
    </div>
  );
}

/** A note at the pointer, built from text nodes: names from outside are never read as markup. */
export function tip(title: string, lines: readonly { label: string; value: string; colour?: string }[]): HTMLElement {
  const box = document.createElement("div");
  const head = document.createElement("div");
  head.textContent = title;
  head.style.cssText = "font-weight:600;margin-bottom:2px";
  box.append(head);
  for (const { label, value, colour } of lines) {
    const row = document.createElement("div");
    row.style.cssText = "display:flex;gap:16px;align-items:center;font-variant-numeric:tabular-nums";
    const name = document.createElement("span");
    name.style.cssText = "flex:1;opacity:.8";
    if (colour) {
      const dot = document.createElement("i");
      dot.style.cssText = `display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${colour}`;
      name.append(dot);
    }
    name.append(label);
    const amount = document.createElement("span");
    amount.textContent = value;
    row.append(name, amount);
    box.append(row);
  }
  return box;
}

export function tooltip(palette: Palette) {
  return {
    confine: true,
    backgroundColor: palette.raised,
    borderColor: palette.line,
    borderWidth: 1,
    padding: [6, 10],
    textStyle: { color: palette.ink, fontSize: 12, fontFamily: palette.font },
    extraCssText: "box-shadow:0 4px 16px rgb(0 0 0 / .12);border-radius:6px",
  };
}

export function axisText(palette: Palette) {
  return { color: palette.ink3, fontSize: 11, fontFamily: palette.font };
}
