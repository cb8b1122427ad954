/** How much guessing of passwords there may be. Durations in milliseconds; 0 for no limit. */
export interface LoginLimits {
  /** How many tries for one account from one address may fail in a minute. @default 10 */
  readonly failuresPerMinute?: number;
  /** How many in an hour. @default 20 */
  readonly failuresPerHour?: number;
  /** How many from one address may fail in an hour, whatever the accounts. @default 200 */
  readonly failuresPerAddress?: number;
  /**
   * How many for one account from all addresses may fail in an hour before tries from addresses that have not logged in to it lately
   * are held up. They are not refused: nobody can be locked out from elsewhere. @default 100
   */
  readonly failuresPerAccount?: number;
  /** How long such a try is held up. @default 3_000 */
  readonly holdMs?: number;
  /** How many tries are held up at once in a process; more are refused. @default 100 */
  readonly maxHeld?: number;
}

export const defaultLoginLimits: Required<LoginLimits> = {
  failuresPerMinute: 10,
  failuresPerHour: 20,
  failuresPerAddress: 200,
  failuresPerAccount: 100,
  holdMs: 3_000,
  maxHeld: 100,
};
