import { defineProject, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({ test: { name: 'server', globalSetup: 'test/build-cli.ts', testTimeout: 60_000 } }),
);
