import type { CarrelError } from '../kernel/index.js';

/** There is no such command in the session. */
export type CommandNotFound = CarrelError<'command/not-found'>;
/** As many commands run in the workspace as may at once. */
export interface CommandLimit extends CarrelError<'command/limit'> {
  readonly limit: number;
}

export type CommandError = CommandNotFound | CommandLimit;

export function commandNotFound(): CommandNotFound {
  return { type: 'command/not-found', message: 'There is no such command in this session.', retryable: false };
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
