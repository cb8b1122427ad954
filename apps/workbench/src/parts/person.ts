/** Told apart on light and on dark paper, and dark enough for white letters. */
const COLOURS = ['#b3372e', '#a1590b', '#4f7210', '#0b7a52', '#0f7285', '#2563b8', '#6d4fc4', '#a8337d'];

/** The colour of a person: the same everywhere, for as long as they have their id. */
export function colourOf(userId: string): { readonly color: string; readonly colorLight: string } {
  let sum = 0;
  for (const one of userId) sum = (sum * 31 + (one.codePointAt(0) ?? 0)) % 65_521;
  const color = COLOURS[sum % COLOURS.length] ?? '#2563b8';
  return { color, colorLight: `${color}40` };
}

/** Two letters that stand for a name. */
export function initials(name: string): string {
  const [first = '', second = ''] = name.trim().split(/[\s@._-]+/);
  return ((first[0] ?? '?') + (second[0] ?? first[1] ?? '')).toUpperCase();
}
