import { defineProject, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: 'adapter-k8s',
      // What is polled for comes of containers, on a machine that may be busy.
      expect: { poll: { timeout: 30_000 } },
    },
  }),
);
