export { detectFrameworks } from './detect-frameworks.js';
export type { Detection, DetectionOptions, ProjectCommands, ProjectFiles } from './detection.js';
export { installableProjects } from './installable-projects.js';
export type { InstallableProject } from './installable-projects.js';
export { isPassedOver, manifestNames, manifestPaths } from './manifest-paths.js';
