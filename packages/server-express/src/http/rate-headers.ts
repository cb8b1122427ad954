/** What a client is told of its budget: the points of the window, how many are left, and in how many seconds all are back. */
export function rateHeaders(
  limit: number,
  { remaining, resetMs }: { readonly remaining: number; readonly resetMs: number },
): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(Math.ceil(resetMs / 1_000)),
  };
}
