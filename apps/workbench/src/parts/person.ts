/** Told apart on light and on dark paper, and dark enough for white letters. */
const COLOURS = ['#b3372e', '#a1590b', '#4f7210', '#0b7a52', '#0f7285', '#2563b8', '#6d4fc4', '#a8337d'];

/** The colour of whoever is the n-th. */
export function colourAt(place: number): string {
  return COLOURS[Math.max(place, 0) % COLOURS.length] ?? '#2563b8';
}

/** Two letters that stand for a name. */
export function initials(name: string): string {
  const [first = '', second = ''] = name.trim().split(/[\s@._-]+/);
  return ((first[0] ?? '?') + (second[0] ?? first[1] ?? '')).toUpperCase();
}
