/** Chance that comes again with its seed. */
export interface Chance {
  /** From 0, and below `end`. */
  below(end: number): number;
  /** An independent one, the same for the same name. */
  fork(name: number): Chance;
}

/** The generator mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (end) => Math.floor(next() * end),
    fork: (name) => chanceOf(Math.imul(seed ^ 0x9e3779b9, name + 1)),
  };
}
