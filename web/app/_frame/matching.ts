/** Finding a name by a few letters of it. */

/** Letters in order, the better the earlier and the closer. Null when they are not in it. */
export function match(name: string, text: string): number | null {
  const [where, what] = [name.toLowerCase(), text.toLowerCase().trim()];
  const at = where.indexOf(what);
  if (at >= 0) return at === 0 || /[\s/._-]/.test(where[at - 1] ?? "") ? 0 : 1;
  let position = 0;
  for (const letter of what) {
    position = where.indexOf(letter, position) + 1;
    if (position === 0) return null;
  }
  return 2;
}
