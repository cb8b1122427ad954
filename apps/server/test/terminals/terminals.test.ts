import { afterAll, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { heldBytes } from './held-bytes.js';
import { localServer } from './local-server.js';

const server = await localServer({ sockets: { stallTimeoutMs: 1_000, maxBufferedBytes: 65_536 } });
const session = await server.start();

afterAll(() => server[Symbol.asyncDispose]());

const shell = (script: string) => server.open(session, ['/bin/sh', '-c', script]);

it('a paste of 1 MiB arrives whole, through a window that is much smaller', async () => {
  const terminal = await server.attach(await shell('stty raw -echo; echo go; head -c 1048576 | cksum; exit 3'));
  await terminal.shows('go');
  const paste = Buffer.alloc(1_048_576, 'The quick brown fox jumps over the lazy dog. ');
  terminal.type(paste);
  await eventually(() => terminal.closed !== null, 30_000);
  const expected = await server.attach(
    await shell(`yes 'The quick brown fox jumps over the lazy dog. ' | tr -d '\\n' | head -c 1048576 | cksum`),
  );
  await eventually(() => expected.closed !== null, 30_000);
  const sum = /\d+ 1048576/.exec(expected.output.toString())?.[0];
  expect(sum).toBeDefined();
  expect(terminal.output.toString()).toContain(sum);
  expect(terminal.controls.at(-1)).toMatchObject({ type: 'exit', exitCode: 3 });
});

it('characters that are split over frames come whole', async () => {
  const terminal = await server.attach(
    await shell(
      `printf '\\342'; sleep 0.1; printf '\\202'; sleep 0.1; printf '\\254 \\360\\237'; sleep 0.1; printf '\\230\\200.'`,
    ),
  );
  await eventually(() => terminal.closed !== null, 30_000);
  expect(terminal.output.toString()).toBe('€ 😀.');
});

it('connections that are cut give every byte once', async () => {
  const id = await shell('stty -opost; i=0; while [ $i -lt 4000 ]; do echo "number $i"; i=$((i+1)); done');
  let got = Buffer.alloc(0);
  for (let round = 0; ; round += 1) {
    const terminal = await server.attach(id, got.byteLength);
    const enough = 1 + ((round * 7_919) % 9_000);
    await eventually(() => terminal.output.byteLength >= enough || terminal.closed !== null, 30_000);
    const isOver = terminal.closed !== null;
    terminal.socket.terminate();
    expect(terminal.fault).toBeNull();
    got = Buffer.concat([got, terminal.output]);
    if (isOver) break;
  }
  expect(got.toString()).toBe(Array.from({ length: 4_000 }, (_, number) => `number ${String(number)}\n`).join(''));
}, 120_000);

it('a stalled reader of an endless flood holds no memory, harms nobody, and learns where it was', async () => {
  const flood = await shell('exec yes');
  const other = await server.attach(await server.open(session, ['/bin/cat']));
  const [stalled, quick] = [await server.attach(flood), await server.attach(flood)];
  await eventually(() => stalled.offset > 500_000, 30_000);
  stalled.socket.pause();
  const before = heldBytes();
  for (let round = 1; round <= 10; round += 1) {
    other.type(`round ${String(round)}.`);
    await other.shows(`round ${String(round)}.`);
    await eventually(() => quick.offset > stalled.offset + round * 6_000_000, 60_000);
  }
  // Less than was written meanwhile, of which the quick one keeps some.
  await eventually(() => heldBytes() - before < 32 * 1_048_576, 20_000);
  quick.socket.terminate();
  // How much the network between the two holds by itself is not known: the pause grows until it is long enough.
  for (let pauseMs = 2_000; stalled.closed === null && pauseMs < 60_000; pauseMs *= 2) {
    stalled.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    stalled.socket.resume();
    await eventually(() => stalled.closed !== null, 1_000).catch(() => undefined);
  }
  expect(stalled.fault).toBeNull();
  expect(stalled.closed).toEqual({ code: 1013, reason: `too slow offset=${String(stalled.offset)}` });
  const again = await server.attach(flood, stalled.offset);
  await eventually(() => again.offset > stalled.offset + 100_000, 30_000);
  expect(again.fault).toBeNull();
}, 120_000);

it('50 terminals at once each hear only themselves', async () => {
  const second = await server.start();
  const terminals = await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const id = await server.open(number % 2 === 0 ? session : second, ['/bin/cat']);
      return server.attach(id);
    }),
  );
  for (const [number, terminal] of terminals.entries()) terminal.type(`I am <${String(number)}>\r`);
  await Promise.all(terminals.map((terminal, number) => terminal.shows(`I am <${String(number)}>`)));
  for (const [number, terminal] of terminals.entries()) {
    const names = new Set(terminal.output.toString().match(/<\d+>/g));
    expect([...names]).toEqual([`<${String(number)}>`]);
    expect(terminal.fault).toBeNull();
  }
}, 120_000);
