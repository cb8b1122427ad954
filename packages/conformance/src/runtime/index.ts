export { describeRuntime } from './describe-runtime.js';
export { posixPrograms } from './runtime-programs.js';
export type { ProgramLine } from './program-line.js';
export type { ProgramName, RuntimePrograms } from './runtime-programs.js';
export type { RuntimeKitOptions, RuntimeSubject, RuntimeTrait } from './runtime-subject.js';
