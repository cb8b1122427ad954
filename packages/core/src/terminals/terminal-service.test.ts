import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { TerminalReader, terminalWorld } from '../../test/terminal-fixture.js';
import type { TypedInput } from './input-policy.js';
import type { TerminalId } from '../kernel/index.js';

const read = (text: string) => (reader: TerminalReader) => reader.text.includes(text);

describe('a terminal', () => {
  it('is opened, typed in, watched, and told of to the end', async () => {
    await using it = await terminalWorld();
    const workspace = await it.workspace();
    const terminal = expectOk(await workspace.terminals.open({ argv: ['cat'], cols: 120, rows: 40 }));
    const reader = new TerminalReader(expectOk(await terminal.attach()));
    expect(reader.attachment.ready).toEqual({ offset: 0, truncatedBefore: 0, cols: 120, rows: 40, canWrite: true });

    expectOk(await reader.attachment.write(Buffer.from('hello\r')));
    await reader.until(read('hello\r\nhello\r\n'));
    expectOk(await reader.attachment.write(Uint8Array.of(4)));
    await reader.rest();

    expect(reader.seen.slice(-2)).toEqual([
      { type: 'exit', exit: { code: 0, signal: null, reason: 'exited' }, end: 14 },
      { type: 'closed', reason: 'exited', offset: 14 },
    ]);
    expect(expectOk(await terminal.status())).toMatchObject({ state: 'exited', exit: { code: 0 }, outputEnd: 14 });
    expectErr(await reader.attachment.write(Buffer.from('x')), 'terminal/not-running');
  });

  it('has the size, directory and environment that it is opened with', async () => {
    await using it = await terminalWorld();
    const workspace = await it.workspace();
    expectOk(await workspace.files.makeDirectory('sub'));

    const env = expectOk(await workspace.terminals.open({ argv: ['env'], env: { COLOUR: 'red' } }));
    const seen = new TerminalReader(expectOk(await env.attach()));
    await seen.rest();
    expect(seen.text).toContain('TERM=xterm-256color\r\n');
    expect(seen.text).toContain('COLOUR=red\r\n');

    const pwd = expectOk(await workspace.terminals.open({ argv: ['pwd'], cwd: 'sub' }));
    const where = new TerminalReader(expectOk(await pwd.attach()));
    await where.rest();
    expect(where.text).toMatch(/\/sub\r\n$/);
  });

  it.each<[object]>([
    [{ cols: 0 }],
    [{ rows: 0 }],
    [{ cols: 1_001 }],
    [{ rows: 1.5 }],
    [{ argv: [] }],
    [{ cwd: 'a\0b' }],
    [{ env: { 'a=b': 'c' } }],
    [{ other: 1 }],
  ])('is not opened with %j', async (request) => {
    await using it = await terminalWorld();
    expectErr(await it.carrel.terminals.open(it.caller, it.id, { request }), 'request/invalid');
  });

  it('leaves nothing on record when its program cannot be started', async () => {
    await using it = await terminalWorld();
    expectErr(
      await it.carrel.terminals.open(it.caller, it.id, { request: { argv: ['missing'] } }),
      'process/not-startable',
    );
    expect(expectOk(await it.carrel.terminals.list(it.caller, it.id))).toEqual([]);
  });

  it('takes another size, within bounds, and tells everybody', async () => {
    await using it = await terminalWorld({ terminals: { maxCols: 200, maxRows: 100 } });
    const id = await it.open();
    const [a, b] = [new TerminalReader(await it.attach(id)), new TerminalReader(await it.attach(id))];

    expectOk(await a.attachment.resize({ cols: 200, rows: 100 }));
    expectErr(await a.attachment.resize({ cols: 201, rows: 100 }), 'request/invalid');
    expectErr(await a.attachment.resize({ cols: 200, rows: 0 }), 'request/invalid');

    for (const reader of [a, b])
      expect(await reader.untilType('resized')).toMatchObject({ cols: 200, rows: 100, by: it.caller.userId });
    expect(it.pens.last.sizes).toEqual(['200x100']);
    expect(expectOk(await it.carrel.terminals.get(it.caller, { sessionId: it.id, id }))).toMatchObject({ cols: 200 });
    expect((await it.attach(id)).ready).toMatchObject({ cols: 200, rows: 100 });
  });

  it('gets signals, of which only known ones are taken', async () => {
    await using it = await terminalWorld();
    const attached = await it.attach(await it.open());
    expectOk(await attached.signal('SIGUSR1'));
    await eventually(() => expect(it.pens.last.signals).toEqual(['SIGUSR1']));
    expectErr(await attached.signal('SIGNONE'), 'request/invalid');
  });

  it('is ended by close, whatever runs in it, and stays on record', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    const reader = new TerminalReader(await it.attach(id));

    expectOk(await it.carrel.terminals.close(it.caller, { sessionId: it.id, id }));
    const events = await reader.rest();
    expect(events.at(-2)).toMatchObject({ type: 'exit', exit: { reason: 'cancelled' } });
    expect(events.at(-1)).toMatchObject({ type: 'closed', reason: 'exited' });
    expectOk(await it.carrel.terminals.close(it.caller, { sessionId: it.id, id }));
    expect(expectOk(await it.carrel.terminals.list(it.caller, it.id))).toMatchObject([
      { id, state: 'exited', closing: 'closed', exit: { reason: 'cancelled' } },
    ]);
  });

  it('is missing by an id that nobody has', async () => {
    await using it = await terminalWorld();
    const id = 'trm_01arz3ndektsv4rrffq69g5fav' as TerminalId;
    const ref = { sessionId: it.id, id };
    expectErr(await it.carrel.terminals.get(it.caller, ref), 'terminal/not-found');
    expectErr(await it.carrel.terminals.close(it.caller, ref), 'terminal/not-found');
    expectErr(await it.carrel.terminals.attach(it.caller, id), 'terminal/not-found');
  });

  it('replays what ended too, while its workspace keeps it', async () => {
    await using it = await terminalWorld();
    const id = await it.open({ argv: ['echo', 'done'] });
    await eventually(async () => {
      const { state } = expectOk(await it.carrel.terminals.get(it.caller, { sessionId: it.id, id }));
      expect(state).toBe('exited');
    });
    const reader = new TerminalReader(await it.attach(id, { since: 2 }));
    await reader.rest();
    expect(reader.text).toBe('ne\r\n');
    expect(reader.seen.at(-1)).toEqual({ type: 'closed', reason: 'exited', offset: 6 });
  });
});

describe('what a reader gets', () => {
  it('goes on after the offset it names, and no later than there is', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    await it.pens.last.write('abcdef');
    const first = new TerminalReader(await it.attach(id));
    await first.until(read('abcdef'));
    await first.leave();
    await it.pens.last.write('ghi');

    const second = new TerminalReader(await it.attach(id, { since: first.offset }));
    expect(second.attachment.ready).toMatchObject({ offset: 6, truncatedBefore: 0 });
    await second.until(read('ghi'));
    expect(second.text).toBe('ghi');
    expectErr(await it.carrel.terminals.attach(it.caller, id, { since: 10 }), 'request/invalid');
    expectErr(await it.carrel.terminals.attach(it.caller, id, { since: -1 }), 'request/invalid');
  });

  it('is exact after a mebibyte, and bytes stay as they are', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    const bytes = Buffer.from(Array.from({ length: 1_048_576 }, (_, at) => (at % 251 === 10 ? 0xff : at % 251)));
    await it.pens.last.write(bytes);
    const reader = new TerminalReader(await it.attach(id, { since: 1 }));
    await reader.until(({ offset }) => offset === bytes.length);
    expect(Buffer.from(reader.text, 'latin1').equals(bytes.subarray(1))).toBe(true);
    expect(reader.seen.every(({ type }) => type === 'output')).toBe(true);
  });

  it('is a gap where it was dropped, and then the screen drawn anew', async () => {
    await using it = await terminalWorld({ terminals: { retainBytes: 100 } });
    const id = await it.open();
    await it.pens.last.write('x'.repeat(250));
    const reader = new TerminalReader(await it.attach(id));
    expect(reader.attachment.ready).toMatchObject({ offset: 150, truncatedBefore: 150 });
    await reader.until(({ offset }) => offset === 250);
    expect(reader.seen[0]).toEqual({ type: 'gap', from: 0, to: 150 });
    expect(reader.text).toBe('x'.repeat(100));
    // One row less for a moment, or the program would see no reason to.
    await eventually(() => expect(it.pens.last.sizes).toEqual(['80x23', '80x24']));
  });

  it('is read anew, from what is kept, when everybody had left, whether they read or not', async () => {
    await using it = await terminalWorld({ terminals: { retainBytes: 100 } });
    const id = await it.open();
    await new TerminalReader(await it.attach(id)).leave();
    (await it.attach(id)).detach();
    const given = await it.carrel.terminals.attach(it.caller, id, { signal: AbortSignal.abort() });
    expectErr(given, 'request/aborted');
    await it.pens.last.write('x'.repeat(250));
    expect((await it.attach(id)).ready.truncatedBefore).toBe(150);
  });

  it('is the same for a hundred, of whom some never read', async () => {
    await using it = await terminalWorld({ terminals: { maxWatchersPerUser: 200 } });
    const id = await it.open();
    const readers = await Promise.all(Array.from({ length: 100 }, async () => new TerminalReader(await it.attach(id))));
    const reading = Promise.all(readers.slice(50).map((reader) => reader.until(({ offset }) => offset >= 5_000_000)));
    for (let at = 0; at < 50; at += 1) {
      await it.pens.last.write('y'.repeat(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const reader of await reading) expect(reader.offset).toBe(5_000_000);
    // Who slept gets what is kept, and a gap for the rest.
    const [late] = readers;
    await late?.until(({ offset }) => offset === 5_000_000);
    expect(late?.seen[0]).toMatchObject({ type: 'gap', from: 0 });
  });

  it('ends for the oldest when one user attaches more often than may be, and is refused past all', async () => {
    await using it = await terminalWorld({ terminals: { maxWatchers: 3, maxWatchersPerUser: 2 } });
    const id = await it.open();
    const first = new TerminalReader(await it.attach(id));
    await it.attach(id);
    const third = await it.attach(id);
    expect(await first.untilType('closed')).toMatchObject({ reason: 'taken-over', offset: 0 });
    expectOk(await third.write(Buffer.from('still')));
  });
});

describe('input', () => {
  it('of many bytes comes whole and in order, and no more of it waits than may', async () => {
    await using it = await terminalWorld({ terminals: { maxInputBytes: 131_072 } });
    const attached = await it.attach(await it.open());
    const line = (at: number) => `${String(at).padStart(7, '0')}\n`;
    const paste = Buffer.from(Array.from({ length: 16_384 }, (_, at) => line(at)).join(''));
    expect(paste.length).toBe(131_072);

    const written = attached.write(paste);
    expect(expectErr(await attached.write(Buffer.from('x')), 'terminal/input-limit').limit).toBe(131_072);
    expectOk(await written);
    await eventually(() => expect(Buffer.concat(it.pens.last.input).equals(paste)).toBe(true));
  });

  it('is refused by the policy, also by one that fails, and the rest of it is taken', async () => {
    const seen: string[] = [];
    const onInput = ({ data, caller }: TypedInput) => {
      const text = Buffer.from(data).toString();
      seen.push(`${caller.userId} ${text}`);
      if (text === 'bad') throw new Error('no policy for that');
      return !text.startsWith('rm');
    };
    await using it = await terminalWorld({ terminals: { onInput } });
    const attached = await it.attach(await it.open());
    expectErr(await attached.write(Buffer.from('rm -rf /\n')), 'terminal/input-refused');
    expectErr(await attached.write(Buffer.from('bad')), 'terminal/input-refused');
    expectOk(await attached.write(Buffer.from('ls\n')));
    await eventually(() => expect(Buffer.concat(it.pens.last.input).toString()).toBe('ls\n'));
    expect(seen).toEqual(['rm -rf /\n', 'bad', 'ls\n'].map((text) => `${it.caller.userId} ${text}`));
  });

  it('keeps the order of the calls', async () => {
    await using it = await terminalWorld();
    const attached = await it.attach(await it.open());
    const lines = Array.from({ length: 200 }, (_, at) => `${at}\n`);
    await Promise.all(lines.map(async (line) => expectOk(await attached.write(Buffer.from(line)))));
    await eventually(() => expect(Buffer.concat(it.pens.last.input).toString()).toBe(lines.join('')));
  });
});
