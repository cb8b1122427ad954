import type * as ioredis from 'ioredis';

/** What of the package `ioredis` is used. */
export type IoredisModule = Pick<typeof ioredis, 'Redis'>;

/** Gives the client's package when the first connection is made, not before, so that importing this package costs nothing. */
export type LoadIoredis = () => Promise<IoredisModule>;

/** Loads the package `ioredis`. */
export const importIoredis: LoadIoredis = () => import('ioredis');
