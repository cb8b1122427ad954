import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel, type Caller, type Carrel } from '@carrel/core';
import type { SessionId, TerminalId } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import type { RecordStore } from '@carrel/core/store';
import type { AttachTerminal, TerminalAttachment, TerminalEvent, TerminalOptions } from '@carrel/core/terminals';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly session: SessionId;
  open(script: string, size?: { readonly cols: number; readonly rows: number }): Promise<TerminalId>;
  attach(id: TerminalId, options?: AttachTerminal): Promise<Reader>;
  /** As if the first had been killed: another one over the same records and boxes. */
  replica(): Promise<Carrel>;
}

async function world(terminals: TerminalOptions = {}): Promise<World> {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-terminals-'));
  const store: RecordStore = memoryStore();
  const start = () =>
    createCarrel({
      ...{ store, runtime: localRuntime({ baseDir }), terminals },
      passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
    });
  const carrel = await start();
  const carrels = [carrel];
  const request = { requestId: 'req_test' };
  const { tokens } = await expectOk(
    carrel.identity.register({ email: 'a@example.com', password: 'correct horse' }, request),
  );
  const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, request.requestId));
  const { id: session } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
  await expectOk(carrel.workspaces.start(caller, session));
  return {
    ...{ carrel, caller, session },
    open: async (script, size = { cols: 80, rows: 24 }) => {
      const opened = carrel.terminals.open(caller, session, { request: { argv: ['sh', '-c', script], ...size } });
      return (await expectOk(opened)).id;
    },
    attach: async (id, options) => new Reader(await expectOk(carrel.terminals.attach(caller, id, options))),
    replica: async () => {
      const other = await start();
      carrels.push(other);
      return other;
    },
    async [Symbol.asyncDispose]() {
      await expectOk(carrel.workspaces.stop(caller, session));
      for (const each of carrels) await each.dispose();
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

/** Reads all that comes from the moment it is made, unless it is told to sleep. */
class Reader {
  readonly seen: TerminalEvent[] = [];
  /** Doubled when it is full: what comes is not copied again and again. */
  private room = Buffer.alloc(65_536);
  private length = 0;
  private readonly events: AsyncIterator<TerminalEvent>;

  constructor(readonly attachment: TerminalAttachment) {
    this.events = attachment.events[Symbol.asyncIterator]();
  }

  get bytes(): Buffer {
    return this.room.subarray(0, this.length);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  get offset(): number {
    const last = this.seen.findLast((event) => event.type === 'output' || event.type === 'gap');
    if (last === undefined) return this.attachment.ready.offset;
    return last.type === 'output' ? last.offset + last.data.length : last.to;
  }

  async until(done: (reader: Reader) => boolean): Promise<this> {
    while (!done(this)) {
      const { value, done: over } = await this.events.next();
      if (over === true) break;
      this.seen.push(value);
      if (value.type === 'output') this.take(value.data);
    }
    return this;
  }

  private take(data: Uint8Array): void {
    while (this.length + data.length > this.room.length) {
      this.room = Buffer.concat([this.room], 2 * this.room.length);
    }
    this.room.set(data, this.length);
    this.length += data.length;
  }

  write(text: string): Promise<void> {
    return expectOk(this.attachment.write(Buffer.from(text)));
  }

  async leave(): Promise<void> {
    await this.events.return?.();
  }
}

/** Says every number from 1 on, each on a line of its own. */
const counter = (last: number) => `i=0; while [ $i -lt ${last} ]; do i=$((i+1)); echo $i; done; read end`;
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\r\n`).join('');

const LAST = 4_000;
const ALL = numbers(1, LAST);

interface Visit {
  readonly bytes: number;
  readonly replica: boolean;
  readonly sleepers: number;
}

describe('a terminal of this machine', () => {
  it('is a real one, with a size that its program is told of', async () => {
    await using it = await world();
    const script = 'trap "stty size" WINCH; tty; stty size; while :; do read line && echo "got $line"; done';
    const id = await it.open(script, { cols: 101, rows: 31 });
    const reader = await it.attach(id);
    await reader.until(({ text }) => /\/dev\/pts\/\d+\r\n31 101\r\n/.test(text));
    await expectOk(reader.attachment.resize({ cols: 120, rows: 40 }));
    // A shell that was about to read when it was told looks at its traps after the next line.
    await reader.write('\r');
    await reader.until(({ text }) => text.includes('40 120'));
    await reader.write('hé ☃\r');
    await reader.until(({ bytes }) => bytes.toString().includes('got hé ☃'));
  });

  it('runs the shell of its workspace where nothing is named', async () => {
    await using it = await world();
    const opened = await expectOk(it.carrel.terminals.open(it.caller, it.session));
    const reader = await it.attach(opened.id);
    await reader.write('echo "$TERM $((6*7))"; exit 5\r');
    await reader.until(({ seen }) => seen.at(-1)?.type === 'closed');
    expect(reader.text).toContain('xterm-256color 42\r\n');
    expect(reader.seen.at(-2)).toMatchObject({ type: 'exit', exit: { code: 5, reason: 'exited' } });
  });

  it('gives every number once, whenever its readers come and go, sleep, and ask another control plane', async () => {
    await using it = await world({ maxPerSession: 1_000 });
    const other = await it.replica();
    const visit = fc.record({
      bytes: fc.nat({ max: 6_000 }),
      replica: fc.boolean(),
      /** Opened before, and left without a look at it. */
      sleepers: fc.nat({ max: 2 }),
    });
    const schedule = async (visits: readonly Visit[]) => {
      const id = await it.open(counter(LAST));
      let text = '';
      let since = 0;
      const read = async ({ bytes, replica, sleepers }: Visit) => {
        const through = replica ? other : it.carrel;
        const open = async () => new Reader(await expectOk(through.terminals.attach(it.caller, id, { since })));
        const sleeping = await Promise.all(Array.from({ length: sleepers }, open));
        const reader = await open();
        await reader.until((seen) => seen.bytes.length >= Math.min(bytes, ALL.length - since));
        for (const each of [...sleeping, reader]) await each.leave();
        expect(reader.seen.every(({ type }) => type === 'output')).toBe(true);
        text += reader.text;
        since = reader.offset;
      };
      for (const each of visits) await read(each);
      await read({ bytes: ALL.length, replica: false, sleepers: 0 });
      expect(text).toBe(ALL);
      await expectOk(it.carrel.terminals.close(it.caller, { sessionId: it.session, id }));
    };
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 12 }), schedule), { numRuns: 20 });
  }, 120_000);

  it('cuts characters where the program did, and loses none of their bytes', async () => {
    await using it = await world();
    const id = await it.open(
      'stty raw -echo; next() { head -c 1 > /dev/null; }; printf "\\342"; next; printf "\\230"; next; printf "\\203"; next',
    );
    const reader = await it.attach(id);
    for (const length of [1, 2]) {
      await reader.until(({ bytes }) => bytes.length === length);
      await reader.write('n');
    }
    await reader.until(({ bytes }) => bytes.length === 3);
    expect(reader.bytes.toString()).toBe('☃');
    expect(reader.seen).toHaveLength(3);
  });

  it('takes a paste of a mebibyte, in order', async () => {
    await using it = await world();
    const paste = Array.from({ length: 131_072 }, (_, at) => `${String(at).padStart(7, '0')}\n`).join('');
    const id = await it.open(`stty raw -echo; echo ready; head -c ${paste.length} > pasted; echo taken; sleep 60`);
    const reader = await it.attach(id);
    await reader.until(({ text }) => text.includes('ready'));
    await reader.write(paste);
    await reader.until(({ text }) => text.includes('taken'));
    const stored = await expectOk(it.carrel.files.read(it.caller, { sessionId: it.session, path: 'pasted' }));
    const chunks: Uint8Array[] = [];
    for await (const chunk of stored.data) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString() === paste).toBe(true);
  });

  it('that floods neither stalls others nor grows memory, while its reader sleeps', async () => {
    await using it = await world();
    const flood = await it.open('yes 0123456789');
    const sleeper = await it.attach(flood);
    await sleeper.until(({ bytes }) => bytes.length > 0);
    const quick = await it.attach(flood);
    const calm = await it.attach(await it.open('read line; echo "calm $line"; sleep 60'));
    await quick.until(({ offset }) => offset > 16_000_000);
    await calm.write('now\r');
    await calm.until(({ text }) => text.includes('calm now'));

    await quick.leave();
    await sleeper.until(({ seen }) => seen.some(({ type }) => type === 'gap'));
    // What was kept for it is far less than what was written.
    expect(sleeper.bytes.length).toBeLessThan(8_000_000);
    const gap = sleeper.seen.find((event) => event.type === 'gap');
    await sleeper.until(({ offset }) => offset > (gap?.type === 'gap' ? gap.to : Infinity));
    await expectOk(sleeper.attachment.signal('SIGKILL'));
    await sleeper.until(({ seen }) => seen.at(-1)?.type === 'closed');
  }, 120_000);

  it('is drawn anew for who comes after its beginning was dropped', async () => {
    await using it = await world({ retainBytes: 4_096 });
    // As a program with a whole screen does: it draws at the start, and when the size changed.
    const draw = 'draw() { printf "\\033[H\\033[2Jscreen of %s" "$(stty size)"; }; size=; ';
    const look = 'while :; do now=$(stty size); [ "$now" = "$size" ] || { size=$now; draw; }; sleep 0.01; done';
    const id = await it.open(`${draw} draw; head -c 10000 /dev/zero | tr "\\0" "."; size=$(stty size); ${look}`);
    await eventually(async () => {
      await using late = (await it.attach(id)).attachment;
      expect(late.ready.truncatedBefore).toBeGreaterThan(100);
    });
    const late = await it.attach(id);
    await late.until(({ text }) => text.includes('screen of 24 80'));
    expect(late.seen[0]).toMatchObject({ type: 'gap', from: 0 });
  });
});
