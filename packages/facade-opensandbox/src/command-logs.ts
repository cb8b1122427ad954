import type { Clock } from '@carrel/core/kernel';
import type { CommandEvent } from '@carrel/core/workspaces';

/** How long a command that runs must be silent for its output to be all that is there. */
const QUIET_MS = 50;
/** The most that one answer has; the next cursor goes on behind it. */
const MAX_BYTES = 1_048_576;

/** What is there of a command's output. */
export interface OutputSoFar {
  readonly text: string;
  /** Where the next look goes on. */
  readonly next: number;
}

/**
 * The output that `open` gives up to now, or up to a limit: the one it gives is ended once the command is silent. Half a character at
 * its end is left for the next look.
 */
export async function outputSoFar(
  events: AsyncIterable<CommandEvent>,
  { from, stop, clock }: { readonly from: number; readonly stop: AbortController; readonly clock: Clock },
): Promise<OutputSoFar> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let next = from;
  let isOver = false;
  const end = () => {
    stop.abort();
  };
  let cancel = clock.setTimer(QUIET_MS, end);
  for await (const event of events) {
    cancel();
    if (event.type === 'exit' || event.type === 'failed') {
      isOver = event.type === 'exit';
      break;
    }
    if (event.type === 'output') {
      parts.push(event.data);
      bytes += event.data.length;
      next = event.offset + event.data.length;
    } else next = event.to;
    if (bytes >= MAX_BYTES) break;
    cancel = clock.setTimer(QUIET_MS, end);
  }
  cancel();
  end();
  const all = Buffer.concat(parts);
  const whole = isOver ? all.length : wholeLength(all);
  return { text: all.toString('utf8', 0, whole), next: next - (all.length - whole) };
}

/** How many bytes there are without the character at the end that is not whole. */
function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
