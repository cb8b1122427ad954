import { unwrap, type CarrelClientOptions, type StreamEvent, type TerminalEvent } from '../../src/index.js';
import { collect, holds, same, type Check, type World } from './check.js';

interface Seen {
  readonly token: string;
  readonly from: number;
  readonly atMs: number;
}

interface Closing {
  readonly code: number;
  readonly reason?: string;
  /** @default 1 */
  readonly times?: number;
  /** What the name of it at the server begins with. */
  readonly id?: string;
}

const TOKENS = { accessToken: 'first', refreshToken: 'one' };
const RETRY = { minDelayMs: 5, maxDelayMs: 50, reconnectForMs: 10_000 };
const LOST = [1000, 1001, 1006, 1011, 1012, 1013] as const;

/** A client of sockets that close so; see `closing-server.ts`. */
function clientOf(
  world: World,
  { code, reason = '', times = 1, id: prefix = '' }: Closing,
  options: Partial<CarrelClientOptions> = {},
) {
  const id = prefix + String(Math.random()).slice(2);
  const baseUrl = `${world.places.closing}/${String(code)}/${encodeURIComponent(reason)}/${String(times)}/${id}`;
  const client = world.client({ baseUrl, tokens: TOKENS, retry: RETRY, ...options });
  return { client, seen: () => world.hand<readonly Seen[]>('seen', { id }) };
}

/** What an attachment tells, as one that never was ready has it. */
async function attached(
  world: World,
  closing: Closing,
  options: Partial<CarrelClientOptions> = {},
): Promise<{ readonly events: readonly TerminalEvent[]; readonly failed: string; readonly seen: readonly Seen[] }> {
  const { client, seen } = clientOf(world, closing, options);
  const workspace = await unwrap(client.workspaces.open('ses_1'));
  const terminal = await unwrap(workspace.terminals.get('one'));
  const attachment = await terminal.attach();
  if (attachment.isErr()) return { events: [], failed: attachment.error.type, seen: await seen() };
  return { events: await collect(attachment.value.events), failed: 'ok', seen: await seen() };
}

const pausesOf = (seen: readonly Seen[]) => seen.slice(1).map(({ atMs }, index) => atMs - (seen[index]?.atMs ?? 0));

function waited(seen: readonly Seen[], index: number, leastMs: number): void {
  const pauses = pausesOf(seen);
  // Timers may be a little early.
  holds((pauses[index] ?? 0) >= leastMs - 2, `pause ${String(index)} is long: ${pauses.join()}`);
}

const told = (events: readonly (TerminalEvent | StreamEvent)[]) =>
  events.map((event) => {
    if (event.type === 'closed') return `closed ${event.reason}`;
    return event.type === 'failed' ? `failed ${event.error.type}` : event.type;
  });

export const closingChecks: readonly Check[] = [
  ...LOST.map((code) => ({
    name: `a terminal whose connection closes with ${String(code)} goes on where it was, a while later`,
    run: async (world: World) => {
      const { events, seen } = await attached(world, { code, reason: 'service/whatever', times: 2 });
      same(told(events), [
        ...['output', 'disconnected', 'reconnected', 'output', 'disconnected', 'reconnected', 'output'],
        ...['exit', 'closed exited'],
      ]);
      same(
        seen.map(({ from }) => from),
        [0, 1, 2],
      );
    },
  })),
  {
    name: 'a terminal that is closed before it was ready is connected to again, ever later',
    run: async (world) => {
      const retry = { ...RETRY, minDelayMs: 40, maxDelayMs: 10_000 };
      const { events, seen } = await attached(world, { code: -1012, times: 4 }, { retry });
      same(told(events), ['output', 'exit', 'closed exited']);
      same(pausesOf(seen).length, 4);
      // Half of 40, 80, 160 and 320 ms at least.
      [20, 40, 80, 160].forEach((leastMs, index) => waited(seen, index, leastMs));
    },
  },
  {
    name: 'a terminal that does not come back is given up with a typed error when the time for that is over',
    run: async (world) => {
      const retry = { ...RETRY, reconnectForMs: 200 };
      const { failed, seen } = await attached(world, { code: -1013, times: 10_000 }, { retry });
      same(failed, 'client/unreachable');
      holds(seen.length > 1, 'it was tried again');
    },
  },
  {
    name: 'a terminal that is refused as too many is asked for again later',
    run: async (world) => {
      const { events, seen } = await attached(world, { code: -4429, reason: 'socket/limit', times: 2 });
      same([told(events), seen.length], [['output', 'exit', 'closed exited'], 3]);
      const retry = { ...RETRY, reconnectForMs: 100 };
      const never = await attached(world, { code: -4429, reason: 'socket/limit', times: 10_000 }, { retry });
      same(never.failed, 'socket/limit');
    },
  },
  {
    name: 'a terminal whose token is refused goes on with another, and fails where that is refused too',
    run: async (world) => {
      const { events, seen } = await attached(world, { code: 4401, reason: 'auth/token-expired' });
      same(told(events), ['output', 'disconnected', 'reconnected', 'output', 'exit', 'closed exited']);
      same(
        seen.map(({ token }) => token),
        ['first', 'second'],
      );
      const both = await attached(world, { code: -4401, reason: 'auth/token-revoked', times: 10 });
      same([both.failed, both.seen.length], ['auth/token-revoked', 2]);
      const tokens = { accessToken: 'key' };
      const agent = await attached(world, { code: -4401, reason: 'auth/token-revoked', times: 10 }, { tokens });
      same([agent.failed, agent.seen.length], ['auth/token-revoked', 1]);
    },
  },
  {
    name: 'a terminal whose token is refused while no other can be got waits for the server',
    run: async (world) => {
      let refreshes = 0;
      const flaky: typeof fetch = (input, init) => {
        if ((input as string).endsWith('/auth/refresh') && (refreshes += 1) <= 2)
          return Promise.reject(new TypeError('gone'));
        return globalThis.fetch(input, init);
      };
      const { events } = await attached(world, { code: 4401, reason: 'auth/token-expired' }, { fetch: flaky });
      same(told(events).at(-1), 'closed exited');
    },
  },
  {
    name: 'a server that takes a token and refuses it at once is not asked without a pause',
    run: async (world) => {
      const retry = { ...RETRY, minDelayMs: 40, maxDelayMs: 10_000 };
      const closing = { code: 4401, reason: 'auth/token-expired', times: 4, id: 'quiet-' };
      const { events, seen } = await attached(world, closing, { retry });
      same(told(events).at(-1), 'closed exited');
      same(pausesOf(seen).length, 4);
      [0, 40, 80, 160].forEach((leastMs, index) => waited(seen, index, leastMs));
    },
  },
  ...(
    [
      [4400, 'request/invalid', 'failed request/invalid'],
      [4403, 'auth/forbidden', 'failed auth/forbidden'],
      [4403, 'session/forbidden', 'closed access-lost'],
      [4404, 'terminal/not-found', 'failed terminal/not-found'],
      [4409, 'taken over offset=1', 'closed taken-over'],
      [4409, 'session/archived', 'failed session/archived'],
      [4410, 'workspace/replaced', 'closed replaced'],
      [4410, 'workspace/not-running', 'closed stopped'],
      [1003, 'no', 'failed client/protocol'],
      [1008, 'no', 'failed client/protocol'],
      [1009, 'no', 'failed client/protocol'],
    ] as const
  ).map(([code, reason, last]) => ({
    name: `a terminal that closes with ${String(code)} ${reason} is over: ${last}`,
    run: async (world: World) => {
      const { events, seen } = await attached(world, { code, reason, times: 10 });
      same([told(events), seen.length], [['output', last], 1]);
      const early = await attached(world, { code: -code, reason, times: 10 });
      holds(early.failed !== 'ok', 'what never was ready is not attached');
      same(early.seen.length, 1);
    },
  })),
  {
    name: 'a WebSocket that cannot be made is a typed error',
    run: async (world) => {
      const tokens = { accessToken: 'no header (has, this)' };
      const { failed, seen } = await attached(world, { code: 1000 }, { tokens });
      same([failed, seen.length], ['client/protocol', 0]);
    },
  },
  ...LOST.map((code) => ({
    name: `a stream over a socket that closes with ${String(code)} goes on where it was`,
    run: async (world: World) => {
      const { client, seen } = clientOf(world, { code, times: 2 });
      const events = await collect(client.streams.read('one', { over: 'socket' }));
      same(
        events.map((event) => (event.type === 'chunk' ? event.position : event.type)),
        [0, 1, 2, 'end'],
      );
      same(
        (await seen()).map(({ from }) => from),
        [0, 1, 2],
      );
    },
  })),
  {
    name: 'a stream over a socket that is refused fails with the reason',
    run: async (world) => {
      for (const [code, reason] of [
        [-4404, 'stream/not-found'],
        [-4403, 'auth/forbidden'],
        [-4409, 'stream/elsewhere'],
      ] as const) {
        const { client, seen } = clientOf(world, { code, reason, times: 10 });
        same(told(await collect(client.streams.read('one', { over: 'socket' }))), [`failed ${reason}`]);
        same((await seen()).length, 1);
      }
    },
  },
];
