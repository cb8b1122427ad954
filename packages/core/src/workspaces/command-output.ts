import type { Exit } from '../runtime/index.js';
import type { CommandEvent, CommandResult } from './command.js';

/** All that a process wrote, by channel, and its end. */
export interface CollectedOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly exit: Exit;
  /** How many bytes it wrote, dropped ones included. */
  readonly end: number;
}

type CommandFailure = Extract<CommandEvent, { readonly type: 'failed' }>['error'];

/** Reads to the end; an error when the process can no more be followed. */
export async function collectOutput(events: AsyncIterable<CommandEvent>): Promise<CollectedOutput | CommandFailure> {
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  let dropped = false;
  for await (const event of events) {
    if (event.type === 'output') chunks[event.channel === 'stderr' ? 'stderr' : 'stdout'].push(event.data);
    else if (event.type === 'gap') dropped = true;
    else if (event.type === 'failed') return event.error;
    else {
      return {
        stdout: toText(chunks.stdout),
        stderr: toText(chunks.stderr),
        truncated: dropped || event.truncated,
        exit: event.exit,
        end: event.end,
      };
    }
  }
  // Only a reader that was told to stop gets here.
  return { stdout: toText(chunks.stdout), stderr: toText(chunks.stderr), truncated: true, exit: UNSEEN, end: 0 };
}

const UNSEEN: Exit = { code: null, signal: null, reason: 'cancelled' };

export function toStage(output: CollectedOutput, durationMs: number): Omit<CommandResult, 'id'> {
  const { stdout, stderr, truncated, exit } = output;
  return { exitCode: exit.code, signal: exit.signal, reason: exit.reason, stdout, stderr, truncated, durationMs };
}

function toText(chunks: readonly Uint8Array[]): string {
  const [only] = chunks;
  if (only === undefined) return '';
  const bytes = chunks.length === 1 ? Buffer.from(only.buffer, only.byteOffset, only.length) : Buffer.concat(chunks);
  return bytes.toString('utf8');
}
