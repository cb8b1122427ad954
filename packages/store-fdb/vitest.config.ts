import { defineProject, mergeConfig } from 'vitest/config';
import shared, { inProcess } from '../../vitest.shared.js';

export default mergeConfig(shared, defineProject({ test: { name: 'store-fdb', ...inProcess } }));
