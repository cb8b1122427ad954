import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'example-web-ide', include: ['test/**/*.test.ts'], testTimeout: 180_000 },
});
