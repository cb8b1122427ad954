import { setTimeout as pause } from 'node:timers/promises';
import { expectOk } from '@carrel/conformance';
import type { ProcessEvent, WorkspaceConnection } from '@carrel/core/runtime';

export type LastEvent = Extract<ProcessEvent, { readonly type: 'exit' | 'failed' }>;

/** Reads a process in the background, and holds every event against the promise of offsets. */
export class Follower {
  /** The last event; `null` when the reading ended without one. */
  readonly last: Promise<LastEvent | null>;
  private readonly chunks: Uint8Array[] = [];
  private next: number;

  private constructor(
    events: AsyncIterable<ProcessEvent>,
    from: number,
    private readonly pauseMs: number,
  ) {
    this.next = from;
    this.last = this.read(events);
    this.last.catch(() => undefined);
  }

  /** @param pauseMs how long each event is thought about. */
  static async attach(connection: WorkspaceConnection, id: string, from = 0, pauseMs = 0): Promise<Follower> {
    return new Follower(await expectOk(connection.processes.attach(id, { from })), from, pauseMs);
  }

  /** The offset after the last byte. */
  get position(): number {
    return this.next;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  private async read(events: AsyncIterable<ProcessEvent>): Promise<LastEvent | null> {
    for await (const event of events) {
      if (event.type === 'exit' || event.type === 'failed') return event;
      const from = event.type === 'gap' ? event.from : event.offset;
      if (from !== this.next) throw new Error(`${event.type} from ${from} came after byte ${this.next}`);
      if (event.type === 'output') this.chunks.push(event.data);
      this.next = event.type === 'gap' ? event.to : event.offset + event.data.length;
      if (this.pauseMs > 0) await pause(this.pauseMs);
    }
    return null;
  }
}

/** What became of a program that was run to its end. */
export interface Ran {
  readonly last: LastEvent | null;
  readonly bytes: Buffer;
  readonly text: string;
}

let started = 0;

/** Runs a program to its end, or to the end of its link. */
export async function run(
  connection: WorkspaceConnection,
  argv: readonly string[],
  limits: { readonly timeoutMs?: number } = {},
): Promise<Ran> {
  const id = await spawn(connection, argv, limits);
  const follower = await Follower.attach(connection, id);
  const last = await follower.last;
  return { last, bytes: follower.bytes, text: follower.text };
}

/** Starts a program, and gives its id. */
export async function spawn(
  connection: WorkspaceConnection,
  argv: readonly string[],
  limits: { readonly timeoutMs?: number; readonly retainBytes?: number } = {},
): Promise<string> {
  const id = `p${(started += 1)}`;
  await expectOk(connection.processes.spawn({ id, argv, limits }));
  return id;
}

/** A shell that runs the script, with the arguments as `$1` and so on. */
export function sh(script: string, ...args: readonly string[]): readonly string[] {
  return ['sh', '-c', script, 'faults', ...args];
}

/** Numbers from 0, each as 7 digits and a newline, one every hundredth of a second, for ever. */
export const ticking = sh('i=0; while :; do printf "%07d\\n" $i; i=$((i + 1)); sleep 0.01; done');

/** That the text is what `ticking` writes first, up to any byte. */
export function isTicking(text: string): boolean {
  for (let at = 0; at < text.length; at += 8) {
    const line = `${String(at / 8).padStart(7, '0')}\n`;
    if (!line.startsWith(text.slice(at, at + 8))) return false;
  }
  return true;
}
