/**
 * The parts of ECharts we draw with, and no others. Loaded when the first drawing is on the page, one after the other:
 * all at once they would hold up a page that somebody reads already.
 */
import type { init } from "echarts/core";

/** Between two parts the browser may paint, and answer a press. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

async function load(): Promise<typeof init> {
  const core = await import("./echarts-core");
  await breath();
  core.use((await import("./echarts-around")).AROUND);
  await breath();
  core.use((await import("./echarts-charts")).CHARTS);
  await breath();
  return core.init;
}

let loaded: ReturnType<typeof load> | null = null;

/** What makes a drawing; asked for once, and again where that failed. */
export function charts(): ReturnType<typeof load> {
  loaded ??= load().catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}
