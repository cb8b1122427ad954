/** NFKC and lower-casing can each open work for the other; a few rounds reach the text that neither changes. */
const MAX_ROUNDS = 8;

/**
 * The form in which an address is kept and compared: without surrounding white space, NFKC, in lower case. Applying it again
 * changes nothing. The domain is not translated between its Unicode and its ASCII form.
 */
export function normalizeEmail(email: string): string {
  let current = email;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = current.trim().normalize('NFKC').toLowerCase();
    if (next === current) break;
    current = next;
  }
  return current;
}

// Invisible characters are refused: they would let two addresses look the same.
const ADDRESS = /^[^\s\p{C}@]+@[^\s\p{C}@.]+(\.[^\s\p{C}@.]+)*$/u;

/** Whether a normalised text can be an address: one `@`, no white space, no invisible character, no empty domain label. */
export function isEmail(normalized: string): boolean {
  return ADDRESS.test(normalized);
}
