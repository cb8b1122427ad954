import { defineConfig } from 'vitest/config';

/** For projects whose tests start processes. */
export const leftovers = new URL('scripts/vitest-leftovers.mjs', import.meta.url).pathname;

/** For projects whose tests share no engine and look for no processes: their files run beside each other, after those of the others. */
export const independent = { maxWorkers: 2, sequence: { groupOrder: 2 } } as const;

/** For projects whose tests wait for the container engine most of their time: their files run beside each other. */
export const onEngine = { maxWorkers: 3, sequence: { groupOrder: 1 } } as const;

/** What every project's tests share: packages of ours are read from their sources, without a build. */
export default defineConfig({
  resolve: { conditions: ['carrel-source', 'node'] },
  ssr: { resolve: { conditions: ['carrel-source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // For tests that hang: on a busy machine a good one takes many times what it takes alone.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
