export { localStorage } from './local-storage.js';
export type { LocalStorageOptions } from './local-options.js';
