/** Who stands beside each other, as the address holds it: subjects of one kind, `team:ID,team:ID`. */

export const COMPARED_KINDS = ["team", "developer", "repository"] as const;
export type ComparedKind = (typeof COMPARED_KINDS)[number];

/** More could not be told apart by their colours. */
export const MOST_COMPARED = 5;

export interface Chosen {
  kind: ComparedKind;
  ids: readonly string[];
}

function kindOf(name: string): ComparedKind | undefined {
  return COMPARED_KINDS.find((kind) => kind === name);
}

/** What an address says; of another kind than the first, or beyond the most, nothing is taken. A kind may stand alone. */
export function parseChosen(text: string | null): Chosen {
  const named = (text ?? "").split(",").map((part) => part.trim().split(":"));
  const kind = named.map(([first = ""]) => kindOf(first)).find((one) => one !== undefined) ?? "team";
  const ids = named.flatMap(([first, id]) => (first === kind && id ? [id] : []));
  return { kind, ids: [...new Set(ids)].slice(0, MOST_COMPARED) };
}

export function writeChosen({ kind, ids }: Chosen): string {
  return ids.length === 0 ? kind : subjectsOf({ kind, ids }).join(",");
}

export function subjectsOf({ kind, ids }: Chosen): string[] {
  return ids.map((id) => `${kind}:${id}`);
}

export function withOne(chosen: Chosen, id: string): Chosen {
  if (chosen.ids.includes(id) || chosen.ids.length >= MOST_COMPARED) return chosen;
  return { ...chosen, ids: [...chosen.ids, id] };
}

export function without(chosen: Chosen, id: string): Chosen {
  return { ...chosen, ids: chosen.ids.filter((one) => one !== id) };
}
