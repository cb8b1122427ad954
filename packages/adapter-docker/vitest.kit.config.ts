import { defineProject } from 'vitest/config';
import shared, { onEngine } from '../../vitest.shared.js';

/** The cases of the conformance kit, each variant of the runtime beside another: most of their time they wait for the engine. */
export default defineProject({
  ...shared,
  test: {
    ...shared.test,
    ...onEngine,
    name: 'adapter-docker-kit',
    include: ['test/kit/*.test.ts'],
  },
});
