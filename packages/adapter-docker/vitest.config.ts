import { configDefaults, defineProject, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

/** Without the kit, whose variants run beside each other, by `vitest.kit.config.ts`. */
export default mergeConfig(
  shared,
  defineProject({ test: { name: 'adapter-docker', exclude: [...configDefaults.exclude, 'test/kit/**'] } }),
);
