/** What it gives, or `null`: browsers may keep nothing for a page, and then what is chosen holds until it is closed. */
export function ifKept<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
