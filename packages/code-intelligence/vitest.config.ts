import { defineProject } from 'vitest/config';
import shared, { independent } from '../../vitest.shared.js';

export default defineProject({
  ...shared,
  test: { ...shared.test, ...independent, name: 'code-intelligence' },
});
