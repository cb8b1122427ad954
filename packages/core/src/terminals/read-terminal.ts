import { err, invalidInput, ok, ResultAsync, type Result } from '../kernel/index.js';
import type { ProcessConnection } from '../runtime/index.js';
import type { WorkspaceAccess } from '../workspaces/index.js';
import { terminalNotRunning } from './terminal-errors.js';
import type { Terminal, TerminalFailure } from './terminal.js';

/** What of a terminal's output to read, and how much. */
export interface ReadTerminal {
  /** The first byte wanted; what follows it is read. @default as late as `maxBytes` allows, which reads the end of the output */
  readonly from?: number | undefined;
  /** At most this many bytes, and at most what is kept. @default 65,536 */
  readonly maxBytes?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** A piece of a terminal's output. Offsets count all bytes of it from 0; a character may be cut at either end. */
export interface TerminalOutput {
  /** The offset of the first byte of `data`: that which was wanted, or the oldest that is kept where it was dropped. */
  readonly from: number;
  /** The offset after the last byte of `data`; the one to read on from. */
  readonly to: number;
  /** How many bytes the terminal had written; where it is more than `to`, there is more to read. */
  readonly end: number;
  readonly data: Uint8Array;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

interface Taking extends Pick<ReadTerminal, 'signal'> {
  readonly span: Span;
  readonly maxBytes: number;
}

/** Reads what is kept of a terminal in its workspace, and waits for nothing that is not written yet. Nobody is attached by it. */
export function readTerminal(
  access: WorkspaceAccess,
  terminal: Terminal,
  { from, maxBytes, signal }: ReadTerminal & { readonly maxBytes: number },
): ResultAsync<TerminalOutput, TerminalFailure> {
  return access.life(terminal).andThen(({ connection: { processes } }) =>
    processes
      .get(terminal.id)
      .mapErr((error): TerminalFailure => (error.type === 'process/not-found' ? terminalNotRunning() : error))
      .andThen((info): Result<Span, TerminalFailure> => spanOf(info, from, maxBytes))
      .andThen((span) => new ResultAsync(take(processes, terminal, { span, maxBytes, signal }))),
  );
}

function spanOf(
  { firstOffset, endOffset }: { readonly firstOffset: number; readonly endOffset: number },
  wanted: number | undefined,
  maxBytes: number,
): Result<Span, TerminalFailure> {
  if (wanted !== undefined && wanted > endOffset)
    return err(invalidInput([{ path: 'from', message: `expected at most ${endOffset}, the end of the output` }]));
  const from = Math.max(firstOffset, wanted ?? endOffset - maxBytes);
  return ok({ from, to: Math.min(endOffset, from + maxBytes), end: endOffset });
}

async function take(
  processes: ProcessConnection,
  { id }: Terminal,
  { span, maxBytes, signal }: Taking,
): Promise<Result<TerminalOutput, TerminalFailure>> {
  let { from, to, end } = span;
  if (from === to) return ok({ from, to, end, data: new Uint8Array() });
  const opened = await processes.attach(id, { from, ...(signal === undefined ? {} : { signal }) });
  if (opened.isErr()) return err(opened.error);
  const parts: Uint8Array[] = [];
  let position = from;
  for await (const event of opened.value) {
    if (event.type === 'failed') return err(event.error);
    if (event.type === 'exit') break;
    if (event.type === 'gap') {
      // It wrote faster than it was read.
      const now = await processes.get(id);
      if (now.isErr()) return err(now.error);
      parts.length = 0;
      from = position = event.to;
      end = now.value.endOffset;
      to = Math.min(end, from + maxBytes);
      continue;
    }
    const data = event.data.subarray(0, to - position);
    parts.push(data);
    position += data.length;
    if (position === to) break;
  }
  return ok({ from, to: position, end, data: Buffer.concat(parts) });
}
