/**
 * Of the origins whose pages may call those that are named. `*` lets pages of every origin send a token; it does not let them use the
 * pass that a browser sends by itself, nor frame what it shows.
 */
export function namedOrigins(allowedOrigins: readonly string[]): readonly string[] {
  return allowedOrigins.filter((origin) => origin !== '*');
}
