export type { InstallHint, InstallResult, StartedInstall } from './install.js';
export * from './project-errors.js';
export type { InstallRequest } from './project-input.js';
export { defaultProjectOptions, resolveProjectOptions } from './project-options.js';
export type { InstallScope, ProjectOptions, ResolvedProjectOptions } from './project-options.js';
export { ProjectService } from './project-service.js';
export type { DetectedProjects, ProjectServiceDeps } from './project-service.js';
