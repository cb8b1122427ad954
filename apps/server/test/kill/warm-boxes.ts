/** What makes a server keep warm boxes ahead of those who want them. */
export const WARM_ENV: Readonly<Record<string, string>> = {};

/** The boxes that the records of the pool name, in the words of `EngineTruth`: those that no workspace has claimed. */
export function warmBoxes(): Promise<readonly string[]> {
  return Promise.resolve([]);
}
