export type { DockerRuntimeOptions } from './docker-options.js';
export { dockerRuntime } from './docker-runtime.js';
export { imageRecipe } from './image-context.js';
