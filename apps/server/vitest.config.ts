import { defineProject, mergeConfig } from 'vitest/config';
import shared, { leftovers } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    test: { name: 'server', globalSetup: 'test/build-cli.ts', setupFiles: leftovers, testTimeout: 120_000 },
  }),
);
