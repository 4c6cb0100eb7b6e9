/** Rectangles as large as what they stand for, as near to squares as a row allows (Bruls, Huizing and van Wijk). */

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One for each of these sizes, in their order, largest first; all of them fill the whole. */
export function squarified(sizes: readonly number[], width: number, height: number): Rectangle[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= 0 || width <= 0 || height <= 0) return sizes.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const areas = sizes.map((size) => (size / total) * width * height);
  const found: Rectangle[] = [];
  let room: Rectangle = { x: 0, y: 0, width, height };
  let start = 0;
  while (start < areas.length) {
    const side = Math.min(room.width, room.height);
    let end = start + 1;
    while (end < areas.length && worst(areas.slice(start, end + 1), side) <= worst(areas.slice(start, end), side))
      end++;
    const row = areas.slice(start, end);
    const thick = sum(row) / side;
    let at = 0;
    for (const area of row) {
      const long = thick > 0 ? area / thick : 0;
      found.push(
        room.width >= room.height
          ? { x: room.x, y: room.y + at, width: thick, height: long }
          : { x: room.x + at, y: room.y, width: long, height: thick },
      );
      at += long;
    }
    room =
      room.width >= room.height
        ? { ...room, x: room.x + thick, width: Math.max(room.width - thick, 0) }
        : { ...room, y: room.y + thick, height: Math.max(room.height - thick, 0) };
    start = end;
  }
  return found;
}

const sum = (areas: readonly number[]) => areas.reduce((all, area) => all + area, 0);

/** How far the least square of a row is from one; 1 is a square. */
function worst(row: readonly number[], side: number): number {
  const all = sum(row);
  if (all <= 0 || side <= 0) return Number.POSITIVE_INFINITY;
  const most = Math.max(...row);
  const least = Math.min(...row);
  return Math.max((side * side * most) / (all * all), (all * all) / (side * side * Math.max(least, 1e-9)));
}

/** Which of five steps a share of 0 to 1 is; null where there is none. */
export function stepOf(share: number | null): number | null {
  return share === null ? null : Math.min(Math.floor(share * 5), 4);
}
