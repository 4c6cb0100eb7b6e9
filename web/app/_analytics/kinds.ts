/** Which kinds of work in hand get a column: those something is known of, and none that says the same as another. */
import type { Workload } from "@/api/analytics";

export type Kind = Workload["parts"][number];
export type Holder = Workload["rows"][number];

export interface Kinds {
  shown: Kind[];
  /** Kinds that are the same as one shown, for everybody. */
  same: { kind: Kind; as: Kind }[];
  /** Kinds that no source tells of. */
  unknown: Kind[];
}

export function amount(row: Holder, key: string): number | null {
  return row.parts[key]?.value ?? null;
}

export function kindsOf({ parts, rows }: Pick<Workload, "parts" | "rows">): Kinds {
  const kinds: Kinds = { shown: [], same: [], unknown: [] };
  for (const kind of parts) {
    const as = kinds.shown.find((other) => rows.every((row) => amount(row, other.key) === amount(row, kind.key)));
    if (kind.total === null) kinds.unknown.push(kind);
    // Two kinds nobody has any of are still two.
    else if (as && kind.total > 0) kinds.same.push({ kind, as });
    else kinds.shown.push(kind);
  }
  return kinds;
}
