export type { LocalRuntimeOptions } from './local-options.js';
export { localRuntime } from './local-runtime.js';
