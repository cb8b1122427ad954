import { toTimestamp, type Clock } from '../kernel/index.js';
import type { ProcessConnection, ProcessInfo } from '../runtime/index.js';
import type { CommandEnd } from './command.js';

export interface EndingProcess {
  readonly clock: Clock;
  /** Gives up waiting. */
  readonly signal: AbortSignal;
  /** How long the tree may take after SIGTERM. @default the process's own */
  readonly graceMs?: number;
}

/** Ends a process with all that it started, and gives how it ended; `null` when the box did not tell. */
export async function endProcess(
  processes: ProcessConnection,
  info: ProcessInfo,
  { clock, ...options }: EndingProcess,
): Promise<CommandEnd | null> {
  if (info.exit !== null) return toCommandEnd(info, clock);
  const events = await processes.attach(info.id, { from: info.endOffset, signal: options.signal });
  const killed = await processes.kill(info.id, options);
  if (events.isErr() || killed.isErr()) return null;
  for await (const event of events.value) {
    if (event.type !== 'exit') continue;
    const { exit, truncated, end: outputEnd } = event;
    return { exit, truncated, outputEnd, endedAt: toTimestamp(clock.now()) };
  }
  return null;
}

export function toCommandEnd({ exit, endedAt, truncated, endOffset }: ProcessInfo, clock: Clock): CommandEnd | null {
  if (exit === null) return null;
  return { exit, truncated, endedAt: toTimestamp(endedAt ?? clock.now()), outputEnd: endOffset };
}
