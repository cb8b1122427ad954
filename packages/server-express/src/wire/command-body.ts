import { constants } from 'node:os';
import type { Command, CommandInput, CommandLine, CommandResult } from '@carrel/core/workspaces';
import { z } from 'zod';

const SIGNALS: ReadonlySet<string> = new Set(Object.keys(constants.signals));

/** How a process ended. */
export const ending = {
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  reason: z.enum(['exited', 'signalled', 'timeout', 'out-of-memory', 'output-limit', 'cancelled', 'lost']),
};

const stage = {
  ...ending,
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
  durationMs: z.number(),
};

export const resultBody = z.strictObject({ id: z.string(), ...stage });
export const startedBody = z.strictObject({ id: z.string(), state: z.literal('running') });
export const codeResultBody = z.strictObject({
  compile: z.strictObject(stage).exactOptional(),
  run: z.strictObject(stage).exactOptional(),
});

/** A started command as answers show it. */
export const commandBody = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  incarnation: z.int(),
  argv: z.array(z.string()),
  cwd: z.string(),
  startedBy: z.string(),
  state: z.enum(['running', 'exited']),
  exitCode: ending.exitCode.exactOptional(),
  signal: ending.signal.exactOptional(),
  reason: ending.reason.exactOptional(),
  truncated: z.boolean().exactOptional(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().exactOptional(),
});

/** What running a command takes. Ranges are the service's matter. */
export const runCommandBody = z
  .strictObject({
    argv: z.array(z.string()).exactOptional(),
    shell: z.string().exactOptional(),
    cwd: z.string().exactOptional(),
    env: z.record(z.string(), z.string()).exactOptional(),
    stdin: z.string().exactOptional(),
    timeoutMs: z.int().exactOptional(),
    maxOutputBytes: z.int().exactOptional(),
    background: z.boolean().exactOptional(),
  })
  .refine(({ argv, shell }) => (argv === undefined) !== (shell === undefined), 'expected either argv or shell');

export const runCodeBody = z.strictObject({
  language: z.string(),
  files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
  stdin: z.string().exactOptional(),
  args: z.array(z.string()).exactOptional(),
  timeoutMs: z.int().exactOptional(),
});

export const signalBody = z.strictObject({
  signal: z.string().refine((name) => SIGNALS.has(name), 'expected the name of a signal, such as SIGTERM'),
});

export type RunCommandBody = z.infer<typeof runCommandBody>;

/** The command that the body names, as the service takes it. */
export function toCommand({ argv, shell, background: _, ...input }: RunCommandBody): CommandLine & CommandInput {
  return argv === undefined ? { shell: shell ?? '', ...input } : { argv, ...input };
}

export function toResultBody(result: CommandResult): object {
  const { id, exitCode, signal, reason, stdout, stderr, truncated, durationMs } = result;
  return { id, exitCode, signal, reason, stdout, stderr, truncated, durationMs };
}

export function toCommandBody(command: Command): object {
  const { id, sessionId, incarnation, argv, cwd, startedBy, state, exit, truncated, createdAt, endedAt } = command;
  const end = exit === undefined ? {} : { exitCode: exit.code, signal: exit.signal, reason: exit.reason };
  return { id, sessionId, incarnation, argv, cwd, startedBy, state, ...end, truncated, createdAt, endedAt };
}
