export { IMAGE_LANGUAGES } from './image-languages.js';
export { OpenSandboxApi } from './open-sandbox-api.js';
export type { OpenSandboxApiDeps } from './open-sandbox-api.js';
export type { OpenSandboxOptions } from './open-sandbox-options.js';
