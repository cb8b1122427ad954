/** A line of one text, and the line of another that it is. */
export type Anchor = readonly [from: number, to: number];

interface Places {
  from: number;
  to: number;
}

/** The line is not there. */
const NONE = -1;
/** It is there more than once. */
const SEVERAL = -2;

/** Lines that are there once in each text and come in the same order in both; as many as there are. Takes `n log n`. */
export function lineAnchors(from: readonly string[], to: readonly string[]): readonly Anchor[] {
  const places = new Map<string, Places>();
  for (const [index, line] of from.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, { from: index, to: NONE });
    else known.from = SEVERAL;
  }
  for (const [index, line] of to.entries()) {
    const known = places.get(line);
    if (known !== undefined) known.to = known.to === NONE ? index : SEVERAL;
  }
  const once = [...places.values()].filter((each) => each.from >= 0 && each.to >= 0);
  return longestRising(once.map((each): Anchor => [each.from, each.to]));
}

/** Of pairs that rise by their first number, the most that rise by their second as well. */
function longestRising(pairs: readonly Anchor[]): readonly Anchor[] {
  /** The pair with the lowest end, of those that end a row of a length. */
  const ends: number[] = [];
  const before: number[] = [];
  const endOf = (index: number) => pairs[index]?.[1] ?? NONE;
  for (const [index, [, to]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (endOf(ends[middle] ?? NONE) < to) low = middle + 1;
      else high = middle;
    }
    before.push(ends[low - 1] ?? NONE);
    ends[low] = index;
  }
  const found: Anchor[] = [];
  for (let at = ends.at(-1) ?? NONE; at !== NONE; at = before[at] ?? NONE) {
    const pair = pairs[at];
    if (pair !== undefined) found.push(pair);
  }
  return found.reverse();
}
