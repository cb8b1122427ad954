export { defaultFileOptions } from './file-options.js';
export type { FileOptions, ResolvedFileOptions } from './file-options.js';
export { FileService } from './file-service.js';
export { StoredAccess } from './stored-access.js';
export type { FilePlace, FileServiceDeps, FileWatchEvent } from './file-service.js';
