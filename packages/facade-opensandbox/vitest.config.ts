import { defineProject, mergeConfig } from 'vitest/config';
import shared, { independent } from '../../vitest.shared.js';

export default mergeConfig(shared, defineProject({ test: { name: 'facade-opensandbox', ...independent } }));
