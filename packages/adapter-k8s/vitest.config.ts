import { configDefaults, defineProject, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

/** Without the tests whose pods run, which run beside each other, by `vitest.pods.config.ts`. */
export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: 'adapter-k8s',
      exclude: [...configDefaults.exclude, 'test/pods/**'],
      // For a machine that may be busy.
      expect: { poll: { timeout: 30_000 } },
    },
  }),
);
