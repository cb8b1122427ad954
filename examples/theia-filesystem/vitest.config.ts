import { defineProject, mergeConfig } from 'vitest/config';
import shared, { leftovers } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({ test: { name: 'example-theia-filesystem', setupFiles: leftovers } }),
);
