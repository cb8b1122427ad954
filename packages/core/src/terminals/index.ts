export * from './terminal-errors.js';
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
export type { TerminalRef, Terminals } from './terminals.js';
