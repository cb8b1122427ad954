import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { TerminalClient } from '../terminal-client.js';
import { testServer } from '../test-server.js';
import { endedStream, openTerminal, register, startedSession } from '../world.js';
import { safe } from './fuzz-case.js';
import { hostileTexts } from './hostile-values.js';
import { leakIn } from './leaks.js';
import { CLOSE, frame, hostileMessage, readFrames } from './raw-frames.js';
import { FUZZ_RUNS, FUZZ_SEED, Random } from './random.js';

const DEADLINE_MS = 30_000;
const AT_ONCE = 8;
const FLOOD_BYTES = 200_000;
/** What the contract has, and what the protocol has for who breaks it. */
const CODES = [1000, 1002, 1003, 1005, 1007, 1008, 1009, 1013, 4400, 4401, 4403, 4404, 4409, 4410, 4429];

const server = await testServer({ http: { sockets: { closeTimeoutMs: 1_000 } } });
const base = server.api.options.basePath;
let token = '';
let terminal = '';
let stream = '';
let freshTerminal: () => Promise<string>;
let bystander: TerminalClient;

beforeAll(async () => {
  const { client } = await register(server.client);
  token = client.token ?? '';
  const session = await startedSession(client);
  let last = '';
  freshTerminal = async () => {
    if (last !== '') await client.delete(`/sessions/${session}/terminals/${last}`);
    last = await openTerminal(client, session);
    return `${base}/ws/terminals/${last}`;
  };
  terminal = `${base}/ws/terminals/${await openTerminal(client, session)}`;
  stream = `${base}/ws/streams/${await endedStream(server.carrel, client, session)}`;
  const other = await register(server.client);
  const quiet = await openTerminal(other.client, await startedSession(other.client));
  bystander = await TerminalClient.attach(`${server.client.base}/ws/terminals/${quiet}`, { token: other.client.token });
});

afterAll(async () => {
  bystander[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

interface Spoken {
  readonly raw: Buffer;
  readonly ended: boolean;
}

/** Sends a handshake and, once it is answered with 101, frames; reads until the server ends, or until the deadline. */
function speak(handshake: string, frames: readonly Buffer[], leave: 'wait' | 'half' | 'cut'): Promise<Spoken> {
  return new Promise((resolve) => {
    let raw = Buffer.alloc(0);
    let isOpen = false;
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    const settle = (ended: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ raw, ended });
    };
    const timer = setTimeout(() => {
      settle(false);
    }, DEADLINE_MS);
    socket.on('connect', () => socket.write(handshake));
    socket.on('data', (part: Buffer) => {
      raw = Buffer.concat([raw, part]);
      if (isOpen || !raw.includes('\r\n\r\n') || !raw.toString('latin1').startsWith('HTTP/1.1 101')) return;
      isOpen = true;
      for (const bytes of frames) socket.write(bytes);
      if (leave === 'half') socket.end();
      if (leave === 'cut') settle(true);
    });
    socket.on('error', () => undefined);
    for (const event of ['end', 'close'] as const)
      socket.on(event, () => {
        settle(true);
      });
  });
}

function handshake(
  target: string,
  more: readonly string[] = [`Authorization: Bearer ${token}`],
  method = 'GET',
): string {
  const given = (name: string) => more.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const usual = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const lines = usual.filter((line) => !given(line.slice(0, line.indexOf(':')).toLowerCase()));
  return `${[`${method} ${target} HTTP/1.1`, 'Host: x', ...lines, ...more].join('\r\n')}\r\n\r\n`;
}

async function bystanderIsWell(): Promise<void> {
  const word = `still-${String(Math.random()).slice(2)}`;
  bystander.type(`${word}\n`);
  await bystander.shows(word);
}

describe('a handshake that is not right', () => {
  const bearer = () => `Authorization: Bearer ${token}`;
  const spoiled: readonly (readonly [string, () => string, readonly number[]])[] = [
    ['no key', () => handshake(terminal, [bearer(), 'Sec-WebSocket-Key:']), [400]],
    ['a short key', () => handshake(terminal, [bearer(), 'Sec-WebSocket-Key: YQ==']), [400]],
    ['another version', () => handshake(terminal, [bearer(), 'Sec-WebSocket-Version: 99']), [400, 426]],
    ['no version', () => handshake(terminal, [bearer(), 'Sec-WebSocket-Version:']), [400, 426]],
    ['another method', () => handshake(terminal, [bearer()], 'POST'), [400, 404, 405]],
    ['no token', () => handshake(terminal, []), [401]],
    ['a bad token', () => handshake(terminal, ['Authorization: Bearer x.y.z']), [401]],
    ['a token in the query', () => handshake(`${terminal}?token=${token}`, []), [401]],
    ['a bad ticket', () => handshake(`${terminal}?token=${'x'.repeat(3_000)}`, []), [401]],
    ['a bad protocol', () => handshake(terminal, ['Sec-WebSocket-Protocol: ,,,']), [400, 401]],
    [
      'many protocols',
      () =>
        handshake(terminal, [
          bearer(),
          `Sec-WebSocket-Protocol: ${Array.from({ length: 1_000 }, (_, n) => `p${String(n)}`).join(',')}`,
        ]),
      [101],
    ],
    ['the same protocol twice', () => handshake(terminal, [bearer(), 'Sec-WebSocket-Protocol: a, a']), [400]],
    ['another origin', () => handshake(terminal, [bearer(), 'Origin: http://evil.example']), [403, 101]],
    [
      'an extension',
      () => handshake(terminal, [bearer(), 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99']),
      [101, 400],
    ],
    ['no path', () => handshake(`${base}/ws/`), [404]],
    ['a path over the limit', () => handshake(`${terminal}/${'a'.repeat(9_000)}`), [404, 414]],
    ['a broken escape', () => handshake(`${base}/ws/terminals/%zz`), [404]],
    ['another upgrade', () => handshake(terminal, [bearer(), 'Upgrade: h2c']), [404]],
  ];

  it.each(spoiled)('because it has %s is refused by HTTP, or taken', async (_name, bytes, statuses) => {
    const { raw, ended } = await speak(bytes(), [CLOSE], 'wait');
    const said = raw.toString('latin1');
    expect(statuses, said.slice(0, 300)).toContain(Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]));
    expect(ended || /connection: keep-alive/i.test(said), said.slice(0, 300)).toBe(true);
    expect(leakIn(said)).toBeNull();
    if (!said.startsWith('HTTP/1.1 101')) {
      expect(said.toLowerCase()).toContain('content-type: application/problem+json');
      expect(said.toLowerCase()).toContain('x-request-id: ');
    }
  });

  it('because its path or query is hostile is refused, or closed by a code', async () => {
    for (const text of hostileTexts) {
      const word = safe(text);
      const targets = [
        `${base}/ws/terminals/${word}`,
        `${base}/ws/streams/${word}`,
        `${terminal}?since=${word}`,
        `${stream}?from=${word}`,
      ];
      for (const { raw, ended } of await Promise.all(
        targets.map((target) => speak(handshake(target), [CLOSE], 'wait')),
      )) {
        const said = raw.toString('latin1');
        expect(ended, said.slice(0, 300)).toBe(true);
        expect(said).toMatch(/^HTTP\/1\.1 (101|4\d\d) /);
        if (said.startsWith('HTTP/1.1 101')) expect(CODES).toContain(readFrames(raw).code);
      }
    }
    await bystanderIsWell();
  });
});

describe('frames that are not right', () => {
  it.each([
    ['a terminal', () => freshTerminal()],
    ['a stream', () => Promise.resolve(stream)],
  ])('close %s by a code of the contract, and hurt nobody else', async (_name, target) => {
    const random = new Random(FUZZ_SEED);
    for (let run = 0; run < FUZZ_RUNS * 3; run += AT_ONCE) {
      // What is typed may end a terminal, and then the next ones would only hear of that.
      const to = await target();
      const spoken = Array.from({ length: AT_ONCE }, () => {
        const frames = Array.from({ length: 1 + random.below(6) }, () => hostileMessage(random));
        const leave = random.pick(['wait', 'wait', 'wait', 'half', 'cut'] as const);
        return speak(handshake(to), [...frames, CLOSE], leave).then((one) => ({ ...one, leave, frames }));
      });
      for (const { raw, ended, leave, frames } of await Promise.all(spoken)) {
        const sent = frames.map((bytes) => bytes.subarray(0, 24).toString('hex')).join(' ');
        expect(ended, `left open behind ${sent}`).toBe(true);
        const { code, reason } = readFrames(raw);
        // Whoever floods with pings and reads no answers is cut.
        const isFlood = frames.some(({ length }) => length > FLOOD_BYTES);
        if (leave === 'wait' && !isFlood) expect(CODES, `${sent}: ${reason}`).toContain(code);
        expect(leakIn(reason)).toBeNull();
      }
      await bystanderIsWell();
    }
  });

  it.each([
    ['an unmasked frame', [frame({ opcode: 2, masked: false, payload: Buffer.of(0x11) })], 1002],
    ['a reserved bit', [frame({ opcode: 2, reserved: 4, payload: Buffer.of(0x11) })], 1002],
    ['a reserved opcode', [frame({ opcode: 3 })], 1002],
    ['a ping in parts', [frame({ opcode: 9, fin: false })], 1002],
    ['a ping over 125 bytes', [frame({ opcode: 9, payload: Buffer.alloc(126) })], 1002],
    ['a part of nothing', [frame({ opcode: 0 })], 1002],
    ['a close code that is none', [frame({ opcode: 8, payload: Buffer.of(0x03, 0xed) })], 1002],
    ['text that is not UTF-8', [frame({ opcode: 1, payload: Buffer.of(0xff) })], 1007],
    ['a claim of more than is taken', [frame({ opcode: 2, claims: 6n * 1_024n ** 2n })], 1009],
    [
      'parts of more than is taken',
      Array.from({ length: 96 }, (_, n) =>
        frame({ opcode: n === 0 ? 2 : 0, fin: false, payload: Buffer.alloc(64 * 1_024) }),
      ),
      1009,
    ],
    ['text, which a terminal does not take', [frame({ opcode: 1, payload: Buffer.from('ls') })], 1003],
    ['an unknown channel', [frame({ opcode: 2, payload: Buffer.of(0x7f) })], 1003],
    ['no channel', [frame({ opcode: 2 })], 1003],
    ['control that is not JSON', [frame({ opcode: 2, payload: Buffer.from('\u0012{') })], 1008],
  ])('such as %s have a code of their own', async (_name, frames, code) => {
    const { raw, ended } = await speak(handshake(await freshTerminal()), frames, 'wait');
    expect(ended).toBe(true);
    expect(readFrames(raw).code).toBe(code);
  });

  it('leave nothing open behind them', async () => {
    await eventually(() => server.server.connections <= 8);
    await bystanderIsWell();
  });
});
