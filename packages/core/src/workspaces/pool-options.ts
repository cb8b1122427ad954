/** Boxes that are made ahead for sessions with exactly these languages. */
export interface PoolSpec {
  /** Ids of languages, in any order; at least one. */
  readonly languages: readonly string[];
  /** How many boxes wait for such sessions. */
  readonly size: number;
}

/** How boxes are made before anybody asks for them. */
export interface PoolOptions {
  /** What waits for which sessions. A runtime without the capability `claim` makes none. @default none */
  readonly pool?: readonly PoolSpec[];
  /** How many boxes are made for the pool at once. @default 4 */
  readonly poolFillsAtOnce?: number;
  /** How long after a box could not be made for the pool it is tried again; doubled at each failure in a row. @default 1,000 */
  readonly poolRetryMs?: number;
  /** The longest time between two such attempts. @default 60,000 */
  readonly poolMaxRetryMs?: number;
  /** How long a box of the pool may take to answer the one who claims it before the next one is taken. @default 2,000 */
  readonly poolCheckMs?: number;
}

export const defaultPoolOptions: Required<PoolOptions> = {
  pool: [],
  poolFillsAtOnce: 4,
  poolRetryMs: 1_000,
  poolMaxRetryMs: 60_000,
  poolCheckMs: 2_000,
};
