import { errorMaker, type CarrelError } from '../kernel/index.js';

/** There is no such terminal, or not for this caller. */
export type TerminalNotFound = CarrelError<'terminal/not-found'>;
/** The terminal is over, so it takes nothing any more. */
export type TerminalNotRunning = CarrelError<'terminal/not-running'>;
/** The caller may watch this terminal, and not write to it. */
export type TerminalReadOnly = CarrelError<'terminal/read-only'>;
/** As many terminals, or attachments to this one, are open as may be. */
export interface TerminalLimit extends CarrelError<'terminal/limit'> {
  readonly scope: 'session' | 'user' | 'watchers';
  readonly limit: number;
}
/** The policy of the installation refuses this input. */
export type TerminalInputRefused = CarrelError<'terminal/input-refused'>;
/** More input waits than may. */
export interface TerminalInputLimit extends CarrelError<'terminal/input-limit'> {
  readonly limit: number;
}

export type TerminalError =
  TerminalNotFound | TerminalNotRunning | TerminalReadOnly | TerminalLimit | TerminalInputLimit | TerminalInputRefused;

export const terminalNotFound = errorMaker('terminal/not-found', 'There is no such terminal.', false);

export const terminalNotRunning = errorMaker('terminal/not-running', 'The terminal is over; open another.', false);

export const terminalReadOnly = errorMaker(
  'terminal/read-only',
  'You may watch this terminal; typing takes the role of a participant.',
  false,
);

export const terminalInputRefused = errorMaker(
  'terminal/input-refused',
  'The policy of this installation refuses what you typed.',
  false,
);

const LIMITED: Readonly<Record<TerminalLimit['scope'], (limit: number) => string>> = {
  session: (limit) => `A session has at most ${limit} open terminals; close one.`,
  user: (limit) => `A user has at most ${limit} open terminals; close one.`,
  watchers: (limit) => `A terminal has at most ${limit} attachments; try again when somebody has left.`,
};

export function terminalLimit(scope: TerminalLimit['scope'], limit: number): TerminalLimit {
  return {
    type: 'terminal/limit',
    message: LIMITED[scope](limit),
    retryable: true,
    retryAfterMs: 1_000,
    scope,
    limit,
  };
}

export function terminalInputLimit(limit: number): TerminalInputLimit {
  return {
    type: 'terminal/input-limit',
    message: `At most ${limit} bytes of input may wait for the program; send more when it has taken some.`,
    retryable: true,
    retryAfterMs: 200,
    limit,
  };
}
