/** Months as layers to draw: at most five colours, and grey for what is in none. */
import type { Allocation, Amount } from "@/api/investment";
import { count, say } from "@/metrics/format";
import type { Layer, Stack } from "@/metrics/stacked";
import { investment as text } from "@/text/en-investment";

const HUES = ["one", "two", "three", "four", "five"] as const;
export type Drawn = "share" | "count";

export function nameOf(allocation: Pick<Allocation, "categories">, key: string | null): string {
  if (key === null) return text.none;
  return allocation.categories.find((one) => one.key === key)?.name ?? key;
}

function amountOf(amounts: readonly Amount[], key: string | null): Amount | undefined {
  return amounts.find((one) => one.category === key);
}

/** The five largest have colours of their own, the others share the last; none is grey. */
export function layersOf(allocation: Allocation, drawn: Drawn): Layer[] {
  const ordered = [...allocation.total]
    .filter((one) => one.category !== null && one.pulls > 0)
    .sort((a, b) => b.pulls - a.pulls);
  const own = ordered.length > HUES.length ? ordered.slice(0, HUES.length - 1) : ordered;
  const rest = ordered.slice(own.length);
  const values = (keys: readonly (string | null)[]) =>
    allocation.months.map((month) => {
      const sum = keys.reduce((found, key) => found + (amountOf(month.amounts, key)?.pulls ?? 0), 0);
      return drawn === "count" ? sum : month.n === 0 ? 0 : sum / month.n;
    });
  const layers: Layer[] = own.map((one, at) => ({
    key: one.category ?? "",
    name: nameOf(allocation, one.category),
    hue: HUES[at] ?? "five",
    values: values([one.category]),
  }));
  if (rest.length > 0) {
    layers.push({
      key: "others",
      name: rest.map((one) => nameOf(allocation, one.category)).join(", "),
      hue: "five",
      values: values(rest.map((one) => one.category)),
    });
  }
  if ((amountOf(allocation.total, null)?.pulls ?? 0) > 0) {
    layers.push({ key: "none", name: text.none, hue: "before", values: values([null]) });
  }
  return layers;
}

export function stackOf(allocation: Allocation, drawn: Drawn): Stack {
  return {
    steps: allocation.months.map(({ from, to, open }) => ({ start: from, end: to, open })),
    layers: layersOf(allocation, drawn),
    bucket: "monthly",
    ...(drawn === "share" ? { share: true, write: (value: number) => say(value, "share") } : { write: count }),
  };
}
