import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'packages/adapter-docker/vitest.kit.config.ts',
      'packages/adapter-k8s/vitest.pods.config.ts',
      'packages/store-fdb/vitest.http.config.ts',
      'apps/*/vitest.config.ts',
      'examples/*/vitest.config.ts',
      'scripts/vitest.config.ts',
      'images/vitest.config.ts',
    ],
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['packages/core/src/**', 'packages/store-sqlite/src/**'],
      exclude: ['**/*.test.ts'],
      thresholds: { lines: 80, branches: 70 },
    },
  },
});
