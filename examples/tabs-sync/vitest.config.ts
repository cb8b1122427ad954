import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'example-tabs-sync', include: ['test/**/*.test.ts'], testTimeout: 120_000 },
});
