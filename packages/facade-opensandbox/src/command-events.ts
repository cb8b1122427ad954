import { constants } from 'node:os';
import type { Clock } from '@carrel/core/kernel';
import type { CommandEvent } from '@carrel/core/workspaces';
import type { ServerSentEvent } from '@carrel/server-express';
import { TextLines } from './text-lines.js';

type Exit = Extract<CommandEvent, { readonly type: 'exit' }>['exit'];

/** A command that is followed. */
export interface FollowedCommand {
  readonly id: string;
  readonly clock: Clock;
  /** Called once, when it is known how the command ended. */
  readonly ended: () => void;
}

/** What clients are told of a command as it runs, line by line; the last is how it ended. */
export async function* commandEvents(
  events: AsyncIterable<CommandEvent>,
  { id, clock, ended }: FollowedCommand,
): AsyncGenerator<ServerSentEvent, void, void> {
  const frame = (type: string, more: object): ServerSentEvent => ({
    event: type,
    data: { type, ...more, timestamp: clock.now() },
  });
  const began = clock.now();
  const lines = { stdout: new TextLines(), stderr: new TextLines() };
  yield frame('init', { text: id });
  for await (const event of events) {
    if (event.type === 'output') {
      const channel = event.channel === 'stderr' ? 'stderr' : 'stdout';
      for (const text of lines[channel].push(event.data)) yield frame(channel, { text });
      continue;
    }
    if (event.type === 'gap') {
      yield frame('status', { text: `${String(event.to - event.from)} bytes of output are gone` });
      continue;
    }
    for (const channel of ['stdout', 'stderr'] as const)
      for (const text of lines[channel].end()) yield frame(channel, { text });
    if (event.type === 'failed') {
      yield frame('error', { error: { ename: event.error.type, evalue: event.error.message, traceback: [] } });
      return;
    }
    ended();
    const error = errorOf(event.exit);
    yield error === null
      ? frame('execution_complete', { execution_time: clock.now() - began })
      : frame('error', { error });
    return;
  }
}

/** What a client of a command in the background is told: it runs. */
export function* startedEvents(id: string, clock: Clock): Generator<ServerSentEvent, void, void> {
  const timestamp = clock.now();
  yield { event: 'init', data: { type: 'init', text: id, timestamp } };
  yield { event: 'execution_complete', data: { type: 'execution_complete', execution_time: 0, timestamp } };
}

/** Its exit code, as a shell counts those that a signal ended; `null` where nothing is known. */
export function exitCodeOf({ code, signal }: Exit): number | null {
  if (code !== null) return code;
  const number = signal === null ? undefined : constants.signals[signal as NodeJS.Signals];
  return number === undefined ? null : 128 + number;
}

/** Why a command failed; `null` for one that did not. */
export function errorOf(
  exit: Exit,
): { readonly ename: string; readonly evalue: string; readonly traceback: string[] } | null {
  const code = exitCodeOf(exit);
  if (exit.reason === 'exited' || exit.reason === 'signalled')
    return code === 0
      ? null
      : { ename: 'CommandExecError', evalue: String(code ?? 'lost'), traceback: [`exit status ${String(code)}`] };
  return { ename: 'CommandExecError', evalue: exit.reason, traceback: [`ended by ${exit.reason}`] };
}
