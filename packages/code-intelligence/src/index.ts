export { createCodeEngine, findLackingServers } from './code-engine.js';
export type { CodeEngineOptions } from './engine/engine-options.js';
export type { LanguageServer } from './language-server.js';
export type { ConfinementChoice } from './servers/confinement.js';
export type { LackingServer } from './servers/lacking-servers.js';
export { machineProgram } from './servers/find-program.js';
export { BUILT_IN_SERVERS } from './servers/built-in-servers.js';
export type { ProgramOptions, ServedLanguage, ServerDefinition, ServerProgram } from './servers/server-definition.js';
