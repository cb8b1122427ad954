import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'example-express-host', include: ['test/**/*.test.ts'], testTimeout: 120_000 },
});
