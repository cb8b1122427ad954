import { defineConfig } from 'vitest/config';

/** What every project's tests share: packages of ours are read from their sources, without a build. */
export default defineConfig({
  resolve: { conditions: ['carrel-source', 'module', 'node'] },
  ssr: { resolve: { conditions: ['carrel-source', 'module', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
