/** The longest name of a document. */
const LONGEST = 200;

/**
 * The name of the document that a file is edited in: its path, where documents may be called so; what they may not have in their
 * names is written as `~` and two digits for each byte. `null` for a path that is too long.
 */
export function documentName(path: string): string | null {
  const name = path.replace(/[^\w./-]/gu, (one) =>
    Array.from(new TextEncoder().encode(one), (byte) => `~${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return name.length <= LONGEST ? name : null;
}
