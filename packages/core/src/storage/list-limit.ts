/** The most contents of one page of a list, and how many it has when nobody says. */
export const MAX_LIST_LIMIT = 1_000;

/** How many contents a page has that was asked for with `limit`: the nearest that it may have. */
export function listLimit(limit = MAX_LIST_LIMIT): number {
  return Math.min(MAX_LIST_LIMIT, Math.max(1, Math.floor(limit)));
}
