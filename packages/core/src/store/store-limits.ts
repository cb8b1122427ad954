/** The most bytes of one record, its JSON and its bytes together, that every store takes. */
export const MAX_RECORD_BYTES = 90_000;

/**
 * The most bytes that the fields of a key have together, and those of an entry in an index with the key's: 8 for a number, and
 * for text those of its UTF-8.
 */
export const MAX_KEY_BYTES = 4_000;

/** The most bytes that the records written by one transaction have together. */
export const MAX_TRANSACTION_BYTES = 8_000_000;

/** How long the work of a transaction or a view may run, in milliseconds. */
export const TRANSACTION_TIMEOUT_MS = 5_000;

/** How many watches a store keeps at a time, when its options do not say. */
export const MAX_WATCHES = 10_000;
