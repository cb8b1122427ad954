import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import type { ProcessEvent } from '../runtime/index.js';
import type { Program } from './memory-program.js';
import { memoryRuntime } from './memory-runtime.js';

const forEver = async ({ sleep }: { readonly sleep: (ms: number) => Promise<void> }): Promise<never> => {
  for (;;) await sleep(60_000);
};

/** A link to a box in which `program` runs, and the events of it. */
async function running(program: Program) {
  const runtime = memoryRuntime({ programs: { program } });
  const limits = { memoryBytes: 1_000_000, cpus: 1, pids: 32 };
  const identity = { installationId: 'ins', tenantId: 'ten', sessionId: 'ses', incarnation: 1, intentToken: 'token' };
  const handle = expectOk(await runtime.create({ ...identity, env: {}, limits }));
  expectOk(await runtime.start(handle));
  const connection = expectOk(await runtime.connect(handle));
  const events = expectOk(await connection.processes.spawnAttached({ id: 'p', argv: ['program'] }));
  const reader = events[Symbol.asyncIterator]();
  const next = async (): Promise<ProcessEvent | null> => {
    const item = await reader.next();
    return item.done === true ? null : item.value;
  };
  return { connection, next };
}

describe('a simulated program that listens', () => {
  it('answers each stream with a call of its own, whose end is that of the stream', async () => {
    let streams = 0;
    const { connection, next } = await running(async (process) => {
      process.listen(80, async ({ input, write }) => {
        const number = (streams += 1);
        for await (const chunk of input) await write(chunk);
        await write(` ${number}`);
      });
      await process.write('stdout', 'ready');
      await forEver(process);
    });
    await next();

    const [one, other] = [expectOk(await connection.openPort(80)), expectOk(await connection.openPort(80))];
    other.end('b');
    one.end('a');

    expect([await text(one), await text(other)]).toEqual(['a 1', 'b 2']);
  });

  it('breaks off a stream whose call throws, and goes on with others', async () => {
    const { connection, next } = await running(async (process) => {
      process.listen(80, async ({ input }) => {
        for await (const chunk of input) if (chunk[0] === 0x21) throw new Error('no');
      });
      await process.write('stdout', 'ready');
      await forEver(process);
    });
    await next();

    const [bad, good] = [expectOk(await connection.openPort(80)), expectOk(await connection.openPort(80))];
    bad.end('!');
    good.end('?');

    await expect(buffer(bad)).rejects.toMatchObject({ error: { type: 'port/reset', port: 80 } });
    expect(await text(good)).toBe('');
  });

  it('fails when its port is taken, and gets a free one for 0', async () => {
    const { next } = await running(async ({ listen, write }) => {
      listen(80, () => undefined);
      const [first, second] = [listen(0, () => undefined), listen(0, () => undefined)];
      await write('stdout', `${first !== second && first > 0 && second > 0}`);
      listen(80, () => undefined);
    });

    expect(await next()).toMatchObject({ channel: 'stdout', data: new TextEncoder().encode('true') });
    expect(await next()).toMatchObject({ channel: 'stderr', data: new TextEncoder().encode('port 80 is taken\n') });
    expect(await next()).toMatchObject({ type: 'exit', exit: { code: 1 } });
  });
});
