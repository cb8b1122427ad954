export { detectFrameworks } from './detect-frameworks.js';
export type { Detection, DetectionOptions, ProjectCommands, ProjectFiles } from './detection.js';
export { manifestNames, manifestPaths } from './manifest-paths.js';
