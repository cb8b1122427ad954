export * from './port-errors.js';
export { defaultPortOptions } from './port-options.js';
export type { PortOptions, ResolvedPortOptions } from './port-options.js';
export { PortService } from './port-service.js';
export type { OpenPortOptions, PortRef, PortServiceDeps } from './port-service.js';
