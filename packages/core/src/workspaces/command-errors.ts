import type { CarrelError } from '../kernel/index.js';

/** There is no such command in the session. */
export type CommandNotFound = CarrelError<'command/not-found'>;
/** The command is over, so it takes nothing any more. */
export type CommandNotRunning = CarrelError<'command/not-running'>;
/** As many commands run in the workspace as may at once. */
export interface CommandLimit extends CarrelError<'command/limit'> {
  readonly limit: number;
}

export type CommandError = CommandNotFound | CommandNotRunning | CommandLimit;

export function commandNotFound(): CommandNotFound {
  return { type: 'command/not-found', message: 'There is no such command in this session.', retryable: false };
}

export function commandNotRunning(): CommandNotRunning {
  return { type: 'command/not-running', message: 'The command is over; start another.', retryable: false };
}

export function commandLimit(limit: number): CommandLimit {
  return {
    type: 'command/limit',
    message: `A workspace runs at most ${limit} commands at once; end one, or wait.`,
    retryable: true,
    retryAfterMs: 1_000,
    limit,
  };
}
