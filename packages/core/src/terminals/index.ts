export type { InputPolicy, TypedInput } from './input-policy.js';
export * from './terminal-errors.js';
export type { ReadTerminal, TerminalOutput } from './read-terminal.js';
export { defaultTerminalOptions } from './terminal-options.js';
export type { ResolvedTerminalOptions, TerminalOptions } from './terminal-options.js';
export type {
  AttachTerminal,
  OpenTerminal,
  Terminal,
  TerminalAttachment,
  TerminalCloseReason,
  TerminalClosing,
  TerminalEnd,
  TerminalEvent,
  TerminalFailure,
  TerminalReady,
} from './terminal.js';
export { RecordTerminalRepository } from './record-terminal-repository.js';
export { TerminalEndings } from './terminal-endings.js';
export { TerminalKeeper } from './terminal-keeper.js';
export { terminals } from './terminal-records.js';
export { TerminalRelays } from './terminal-relays.js';
export type { TerminalBounds, TerminalKey, TerminalRepository } from './terminal-repository.js';
export { TerminalService } from './terminal-service.js';
export type { TerminalRef, TerminalServiceDeps } from './terminal-service.js';
export { TerminalTruth } from './terminal-truth.js';
