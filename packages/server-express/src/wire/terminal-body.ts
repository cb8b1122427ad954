import type { Terminal } from '@carrel/core/terminals';
import { z } from 'zod';
import { ending } from './command-body.js';

/** What opening a terminal takes. Ranges are the service's matter. */
export const openTerminalBody = z.strictObject({
  cols: z.int().exactOptional(),
  rows: z.int().exactOptional(),
  argv: z.array(z.string()).exactOptional(),
  cwd: z.string().exactOptional(),
  env: z.record(z.string(), z.string()).exactOptional(),
});

export const openedBody = z.strictObject({
  id: z.string(),
  cols: z.int(),
  rows: z.int(),
  state: z.literal('running'),
  /** Where its output begins. */
  offset: z.int(),
});

/** A terminal as answers show it. */
export const terminalBody = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  incarnation: z.int(),
  argv: z.array(z.string()),
  cwd: z.string(),
  cols: z.int(),
  rows: z.int(),
  openedBy: z.string(),
  state: z.enum(['running', 'exited']),
  /** What ends it, or ended it. */
  closing: z.enum(['closed', 'idle', 'max-lifetime']).exactOptional(),
  exitCode: ending.exitCode.exactOptional(),
  signal: ending.signal.exactOptional(),
  reason: ending.reason.exactOptional(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().exactOptional(),
});

export function toTerminalBody(terminal: Terminal): object {
  const { id, sessionId, incarnation, argv, cwd, cols, rows, openedBy, state, closing, exit } = terminal;
  const { createdAt, endedAt } = terminal;
  const end = exit === undefined ? {} : { exitCode: exit.code, signal: exit.signal, reason: exit.reason };
  return {
    ...{ id, sessionId, incarnation, argv, cwd, cols, rows, openedBy, state, closing },
    ...end,
    createdAt,
    endedAt,
  };
}
