import { defineProject } from 'vitest/config';
import shared, { onEngine } from '../../vitest.shared.js';

/** The tests whose pods run: most of their time they wait for the engine. */
export default defineProject({
  ...shared,
  test: {
    ...shared.test,
    ...onEngine,
    name: 'adapter-k8s-pods',
    include: ['test/pods/**/*.test.ts'],
    // What is polled for comes of containers, on a machine that may be busy.
    expect: { poll: { timeout: 30_000 } },
  },
});
