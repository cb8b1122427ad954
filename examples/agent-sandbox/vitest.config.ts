import { defineProject } from 'vitest/config';
import { leftovers } from '../../vitest.shared.js';

export default defineProject({
  test: { name: 'example-agent-sandbox', include: ['test/**/*.test.ts'], setupFiles: leftovers, testTimeout: 120_000 },
});
