import { createHash } from 'node:crypto';
import { expectOk } from '@carrel/conformance';
import { createCarrel, unwrap, type Caller, type Carrel } from '@carrel/core';
import type { SessionId } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import type { TerminalAttachment, TerminalEvent } from '@carrel/core/terminals';
import { describe, expect, it } from 'vitest';
import { dockerRuntime, imageRecipe } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';

/** The image of a shell is built first, unless the engine has it. */
const TIMEOUT = { timeout: 600_000 };
const LAST = 100_000;
const NUMBERS = Array.from({ length: LAST }, (_, at) => `${String(at + 1)}\r\n`).join('');
const SLEEPY = 40_000;

describe.runIf(await hasDocker())('terminals in a container', TIMEOUT, () => {
  it('give every number once to readers who come and go through two control planes', async () => {
    await using it = await world();
    const opened = await expectOk(
      it.carrel.terminals.open(it.caller, it.session, {
        request: { argv: ['sh', '-c', `seq 1 ${String(LAST)}; echo; sleep 600`], cols: 100 },
      }),
    );
    const readers = Array.from({ length: 4 }, async (_, reader) => {
      let text = '';
      let since = 0;
      for (let turn = 0; text.length < NUMBERS.length; turn += 1) {
        const through = (turn + reader) % 2 === 0 ? it.carrel : it.other;
        const attached = await expectOk(through.terminals.attach(it.caller, opened.id, { since }));
        const most = (turn * 7_919 * (reader + 1)) % SLEEPY;
        for await (const { offset, data } of outputs(attached)) {
          expect(offset).toBe(since);
          text += Buffer.from(data).toString();
          since += data.length;
          if (since % SLEEPY > most || text.length >= NUMBERS.length) break;
        }
      }
      return text.slice(0, NUMBERS.length);
    });
    for (const text of await Promise.all(readers)) expect(text === NUMBERS).toBe(true);
  });

  it('have the shell of the image, its size, its colours, and take a paste of a mebibyte', async () => {
    await using it = await world();
    const opened = await expectOk(
      it.carrel.terminals.open(it.caller, it.session, { request: { cols: 111, rows: 33 } }),
    );
    await using attached = await expectOk(it.carrel.terminals.attach(it.caller, opened.id));
    const seen = new Screen(attached);
    await expectOk(attached.write(Buffer.from('stty size; echo "$TERM" $0\r')));
    await seen.until('33 111\r\n');
    await seen.until('xterm-256color bash');
    const paste = Buffer.alloc(1_048_576, '0123456789abcde\n');
    // What is typed before the terminal is raw would be shown, and not taken as it is.
    const take = `stty raw -echo; printf 'now %s' ready; head -c ${String(paste.length)} | md5sum; stty sane\r`;
    await expectOk(attached.write(Buffer.from(take)));
    await seen.until('now ready');
    await expectOk(attached.write(paste));
    await seen.until(createHash('md5').update(paste).digest('hex'));
  });
});

class Screen {
  private text = '';
  private readonly events: AsyncIterator<{ readonly data: Uint8Array }>;

  constructor(attached: TerminalAttachment) {
    this.events = outputs(attached)[Symbol.asyncIterator]();
  }

  async until(wanted: string): Promise<void> {
    while (!this.text.includes(wanted)) {
      const { value, done } = await this.events.next();
      if (done === true) return expect.fail(`the end before ${wanted}: ${this.text.slice(-300)}`);
      this.text += Buffer.from(value.data).toString('latin1');
    }
  }
}

async function* outputs(attached: TerminalAttachment): AsyncGenerator<Extract<TerminalEvent, { type: 'output' }>> {
  for await (const event of attached.events) {
    if (event.type !== 'output') return expect.fail(`unexpected ${JSON.stringify(event)}`);
    yield event;
  }
}

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  /** Another control plane over the same records and containers. */
  readonly other: Carrel;
  readonly caller: Caller;
  readonly session: SessionId;
}

async function world(): Promise<World> {
  const store = memoryStore();
  const runtimes = [dockerRuntime(), dockerRuntime()];
  const [carrel, other] = await Promise.all(
    runtimes.map((runtime) => createCarrel({ store, runtime, images: { recipe: imageRecipe() } })),
  );
  if (carrel === undefined || other === undefined) return expect.fail();
  const { tokens } = await unwrap(
    carrel.identity.register({ email: 'ada@example.com', password: 'correct horse' }, { requestId: 'req_test' }),
  );
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'req_test'));
  const { id: session } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
  await unwrap(carrel.workspaces.start(caller, session));
  return {
    ...{ carrel, other, caller, session },
    async [Symbol.asyncDispose]() {
      const filters = { label: [`carrel.session=${session}`] };
      const [container] = await docker.listContainers({ all: true, filters });
      const installationId = container?.Labels['carrel.installation'] ?? '';
      await unwrap(carrel.workspaces.stop(caller, session));
      for (const runtime of runtimes) await unwrap(runtime.sweep({ installationId, olderThanMs: 0 }));
      await carrel.dispose();
      await other.dispose();
      expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    },
  };
}
