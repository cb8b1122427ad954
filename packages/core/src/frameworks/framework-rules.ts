import type { FrameworkRule } from './framework-rule.js';
import { javascriptRules } from './rules/javascript.js';
import { managedRules } from './rules/managed.js';
import { nativeRules } from './rules/native.js';
import { pythonRules } from './rules/python.js';

/** Everything that detection knows. Of what is equally certain in one directory, the one that stands here first comes first. */
export const frameworkRules: readonly FrameworkRule[] = [
  ...javascriptRules,
  ...pythonRules,
  ...nativeRules,
  ...managedRules,
];
