import { defineProject, mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    // A compiler of a cold container takes its time, and the image is built at the first use.
    test: { name: 'images', include: ['test/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 1_200_000 },
  }),
);
