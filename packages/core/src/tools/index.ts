export { followCommand } from './follow-command.js';
export { ToolExecutor } from './tool-executor.js';
export type { ToolExecutorDeps } from './tool-executor.js';
export { defaultToolOptions } from './tool-options.js';
export type { ResolvedToolOptions, ToolOptions } from './tool-options.js';
export type { Tool, ToolServices } from './tool.js';
