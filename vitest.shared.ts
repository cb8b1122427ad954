import { defineConfig } from 'vitest/config';

/** What every project's tests share: packages of ours are read from their sources, without a build. */
/** For projects whose tests start processes. */
export const leftovers = new URL('scripts/vitest-leftovers.mjs', import.meta.url).pathname;

export default defineConfig({
  resolve: { conditions: ['carrel-source', 'node'] },
  ssr: { resolve: { conditions: ['carrel-source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // For tests that hang: on a busy machine a good one takes many times what it takes alone.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
