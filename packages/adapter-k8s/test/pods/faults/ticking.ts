import { expectOk } from '@carrel/conformance';
import type { ProcessEvent, WorkspaceConnection } from '@carrel/core/runtime';

/** Numbers from 0, each as 7 digits and a newline, for ever. */
const SCRIPT = 'i=0; while :; do printf "%07d\\n" $i; i=$((i + 1)); sleep 0.01; done';

/** Starts what never ends and always writes. */
export async function startTicking(connection: WorkspaceConnection, id = 'ticking'): Promise<string> {
  await expectOk(connection.processes.spawn({ id, argv: ['sh', '-c', SCRIPT] }));
  return id;
}

/** What was read of a process over one link, to the end of that link or to as many bytes as are wanted. */
export interface Reading {
  readonly text: string;
  /** The offset after the last byte. */
  readonly position: number;
  readonly last: Extract<ProcessEvent, { readonly type: 'exit' | 'failed' }> | null;
}

/** Reads a process over a link that is attached to it when this resolves. `reading` fails when a byte comes twice or is left out. */
export async function follow(
  connection: WorkspaceConnection,
  id: string,
  { from = 0, bytes = Infinity }: { readonly from?: number; readonly bytes?: number } = {},
): Promise<{ readonly reading: Promise<Reading> }> {
  const events = await expectOk(connection.processes.attach(id, { from }));
  const reading = read(events, { from, bytes });
  // It may fail before anybody waits for it.
  reading.catch(() => undefined);
  return { reading };
}

/** The same, to its end. */
export async function readFrom(...args: Parameters<typeof follow>): Promise<Reading> {
  return (await follow(...args)).reading;
}

async function read(
  events: AsyncIterable<ProcessEvent>,
  { from, bytes }: { readonly from: number; readonly bytes: number },
): Promise<Reading> {
  let [text, position] = ['', from];
  for await (const event of events) {
    if (event.type === 'exit' || event.type === 'failed') return { text, position, last: event };
    if (event.type !== 'output' || event.offset !== position) throw new Error(`${event.type} at byte ${position}`);
    text += Buffer.from(event.data).toString('latin1');
    position += event.data.length;
    if (position - from >= bytes) break;
  }
  return { text, position, last: null };
}

/** That the text is what ticking writes from that byte on. */
export function isTicking(text: string, from = 0): boolean {
  const lines = Math.ceil((from + text.length) / 8) + 1;
  let whole = '';
  for (let at = 0; at < lines; at += 1) whole += `${String(at).padStart(7, '0')}\n`;
  return text !== '' && whole.startsWith(text, from);
}

/** What a program says on its standard output, which has to end well. */
export async function outputOf(connection: WorkspaceConnection, script: string, id = `p${counter()}`): Promise<string> {
  await expectOk(connection.processes.spawn({ id, argv: ['sh', '-c', script] }));
  const { text, last } = await readFrom(connection, id);
  if (last?.type !== 'exit' || last.exit.code !== 0) throw new Error(`it did not end well: ${text}`);
  return text;
}

let count = 0;
function counter(): number {
  return (count += 1);
}
