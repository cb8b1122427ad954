export { memoryStore } from './memory-store.js';
export type { MemoryStoreOptions } from './memory-store.js';
export { VirtualClock } from './virtual-clock.js';
export { MemoryBoxes } from './memory-boxes.js';
export type { FaultOptions, HeldOperation, MemoryRuntimeOperation } from './memory-faults.js';
export type {
  ChildOptions,
  ChildProcess,
  Program,
  ProgramFiles,
  ProgramProcess,
  ProgramStream,
} from './memory-program.js';
export type { MemoryImageOptions } from './memory-images.js';
export { memoryRuntime } from './memory-runtime.js';
export type { MemoryRuntime, MemoryRuntimeOptions } from './memory-runtime.js';
export { MemoryContents } from './memory-contents.js';
export { memoryStorage } from './memory-storage.js';
export type { MemoryStorage, MemoryStorageOperation, MemoryStorageOptions } from './memory-storage.js';
export { scriptedModel } from './scripted-model.js';
export type { ModelTurn, ScriptedModel, ScriptedModelOptions, ScriptStep } from './scripted-model.js';
export { memoryStreamLog, MemoryStreams } from '../streams/index.js';
export type { MemoryStreamLogOptions, MemoryStreamsOptions } from '../streams/index.js';
export { memoryBus } from '../bus/index.js';
export { memoryPresence } from '../presence/index.js';
export { memoryRateLimiter } from '../rate-limit/index.js';
export { scriptedCodeEngine } from './scripted-code-engine.js';
export type { ScriptedChange, ScriptedCodeEngine, ScriptedCodeEngineOptions } from './scripted-code-engine.js';
