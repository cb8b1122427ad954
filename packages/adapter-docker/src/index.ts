export type { DockerRuntimeOptions } from './docker-options.js';
export { dockerImages } from './docker-images.js';
export type { DockerImage, DockerImages, EnsureOptions } from './docker-images.js';
export { dockerRuntime } from './docker-runtime.js';
export { imageRecipe } from './image-context.js';
