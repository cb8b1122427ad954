import { randomBytes } from 'node:crypto';
import { eventually, expectOk } from '@carrel/conformance';
import type { ProcessEvent } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { processesWith, runAgent, untilGone } from './running-agent.js';

const MIB = 1024 * 1024;

async function read(events: AsyncIterable<ProcessEvent>) {
  const chunks: Uint8Array[] = [];
  const gaps: ProcessEvent[] = [];
  let last: ProcessEvent | undefined;
  for await (const event of events) {
    if (event.type === 'output') chunks.push(event.data);
    if (event.type === 'gap') gaps.push(event);
    last = event;
  }
  return { bytes: Buffer.concat(chunks), gaps, last };
}

describe('an agent', () => {
  it('runs 1,000 processes at once, and leaves nothing of them', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const marker = `load-${randomBytes(6).toString('hex')}`;
    const before = await agent.descriptors();

    const results = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const argv = ['sh', '-c', `read line; echo ${marker} $line; exit $(($line % 200))`];
        const id = `p${index}`;
        const events = await expectOk(connection.processes.spawnAttached({ id, argv, stdin: true }));
        await expectOk(connection.processes.writeStdin(id, Buffer.from(`${index}\n`), { end: true }));
        const { bytes, last } = await read(events);
        await expectOk(connection.processes.forget(id));
        return [bytes.toString(), last?.type === 'exit' ? last.exit.code : last?.type];
      }),
    );

    expect(results).toEqual(results.map((_, index) => [`${marker} ${index}\n`, index % 200]));
    await untilGone(marker);
    await eventually(async () => {
      expect(await agent.descriptors()).toBeLessThanOrEqual(before);
      expect((await expectOk(connection.stats())).processes).toBe(0);
    });
  });

  it('grows by no more than the retention when nobody reads a flood, and holds up no other', async () => {
    await using agent = await runAgent();
    const [stalled, other] = [await agent.connect(), await agent.connect()];
    const argv = ['sh', '-c', 'head -c 100000000 /dev/zero; echo end'];
    const events = await expectOk(stalled.processes.spawnAttached({ id: 'flood', argv }));

    const { last } = await read(await expectOk(other.processes.attach('flood', { from: 100_000_000 })));

    expect(last).toMatchObject({ type: 'exit', exit: { code: 0 }, end: 100_000_004 });
    expect(await agent.memory()).toBeLessThan(32 * MIB);
    const late = await read(events);
    expect(late.last).toMatchObject({ type: 'exit' });
    expect(late.bytes.subarray(-4).toString()).toBe('end\n');
  });

  it(
    'gives the first byte of a flood to whoever started it, however busy the machine is',
    { timeout: 120_000 },
    async () => {
      await using agent = await runAgent();
      const connection = await agent.connect();
      const { processes } = connection;
      for (let index = 0; index < 8; index += 1) {
        await expectOk(processes.spawn({ id: `busy${index}`, argv: ['sh', '-c', 'while :; do :; done'] }));
      }

      const first: unknown[] = [];
      for (let index = 0; index < 50; index += 1) {
        const events = await expectOk(processes.spawnAttached({ id: `p${index}`, argv: ['yes', 'flood'] }));
        const reader = events[Symbol.asyncIterator]();
        first.push((await reader.next()).value);
        await reader.return?.();
        await expectOk(processes.kill(`p${index}`, { graceMs: 0 }));
      }

      expect(first).toHaveLength(50);
      for (const event of first) expect(event).toMatchObject({ type: 'output', offset: 0 });
    },
  );

  it('carries 20 MB of input through a process, byte for byte', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const input = randomBytes(20 * MIB);
    const limits = { retainBytes: 32 * MIB };
    const spec = { id: 'cat', argv: ['cat'], stdin: true, limits };
    const events = await expectOk(connection.processes.spawnAttached(spec));

    const [{ bytes, last }] = await Promise.all([
      read(events),
      expectOk(connection.processes.writeStdin('cat', input, { end: true })),
    ]);

    expect(last).toMatchObject({ type: 'exit', end: input.length });
    expect(bytes.equals(input)).toBe(true);
  });

  it('streams a file of 100 MB up and down in bounded memory', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const block = randomBytes(MIB);
    async function* content() {
      for (let index = 0; index < 100; index += 1) yield block;
    }

    const entry = await expectOk(connection.files.write('big', content(), { atomic: true }));
    const { data } = await expectOk(connection.files.read('big'));
    let position = 0;
    for await (const chunk of data) {
      const start = position % MIB;
      const expected = Buffer.concat([block, block]).subarray(start, start + chunk.length);
      if (!expected.equals(chunk)) throw new Error(`other bytes at ${position}`);
      position += chunk.length;
    }

    expect([entry.size, position]).toEqual([100 * MIB, 100 * MIB]);
    expect(await agent.memory()).toBeLessThan(32 * MIB);
  });

  it('keeps 32 MiB of the output of what is over, and how all of it ended', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const limits = { retainBytes: 4 * MIB };
    for (let index = 0; index < 20; index += 1) {
      const spec = { id: `p${index}`, argv: ['head', '-c', String(4 * MIB), '/dev/zero'], limits };
      await read(await expectOk(connection.processes.spawnAttached(spec)));
    }

    const known = await expectOk(connection.processes.list());
    const kept = known.filter(({ firstOffset, endOffset }) => firstOffset < endOffset).map(({ id }) => id);

    expect(known.every(({ exit, endOffset }) => exit?.code === 0 && endOffset === 4 * MIB)).toBe(true);
    expect(known).toHaveLength(20);
    expect(kept.sort()).toEqual(['p12', 'p13', 'p14', 'p15', 'p16', 'p17', 'p18', 'p19']);
    const { bytes, gaps, last } = await read(await expectOk(connection.processes.attach('p3')));
    expect([bytes.length, gaps, last?.type]).toEqual([0, [{ type: 'gap', from: 0, to: 4 * MIB }], 'exit']);
  });

  it('forgets nothing that somebody still reads', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const limits = { retainBytes: 4 * MIB };
    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        expectOk(
          connection.processes.spawnAttached({
            id: `p${index}`,
            argv: ['head', '-c', String(4 * MIB), '/dev/zero'],
            limits,
          }),
        ),
      ),
    );
    await eventually(async () => {
      const known = await expectOk(connection.processes.list());
      expect(known.filter(({ exit }) => exit !== null)).toHaveLength(20);
    });

    for (const events of opened) {
      const { bytes, last } = await read(events);
      expect([bytes.length, last?.type]).toEqual([4 * MIB, 'exit']);
    }
    await eventually(async () => {
      const known = await expectOk(connection.processes.list());
      expect(known.filter(({ firstOffset, endOffset }) => firstOffset < endOffset).length).toBeLessThanOrEqual(8);
    });
  });

  it('ends everything when it is killed, and when a supervisor is', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const marker = `orphan-${randomBytes(6).toString('hex')}`;
    const script = `(setsid sh -c 'while :; do sleep 1; done' ${marker} &) ; sh -c 'while :; do sleep 1; done' ${marker}`;
    await expectOk(connection.processes.spawn({ id: 'one', argv: ['sh', '-c', script] }));
    await eventually(async () => {
      expect((await processesWith(marker)).length).toBeGreaterThanOrEqual(2);
    });

    agent.process.kill('SIGKILL');

    await untilGone(marker);
  });

  it('beats a tree that goes on forking, with its time limit', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const marker = `fork-${randomBytes(6).toString('hex')}`;
    // Each generation is a session of its own that ignores SIGTERM, begins the next one, and ends soon after: a few at a time.
    const script = `trap '' TERM; setsid sh -c "$0" "$0" ${marker} & sleep 0.05`;
    const argv = ['sh', '-c', script, script, marker];
    const limits = { timeoutMs: 400, graceMs: 50 };

    const { last } = await read(await expectOk(connection.processes.spawnAttached({ id: 'bomb', argv, limits })));

    expect(last?.type).toBe('exit');
    await expectOk(connection.processes.kill('bomb'));
    await untilGone(marker);
  });
});

describe('confinement without openat2', () => {
  it('holds by walking', async () => {
    await using agent = await runAgent({ CARREL_AGENT_WALK: '1' });
    const { files, processes } = await agent.connect();
    const setUp =
      'mkdir -p d/e; echo in > d/e/f; ln -s e d/link; ln -s ../../.. d/out; ln -s /etc d/abs; ln -s loop loop; ln -s d/e/f top';
    await read(await expectOk(processes.spawnAttached({ id: 'setup', argv: ['sh', '-c', setUp] })));
    const content = async (path: string) => {
      const opened = await files.read(path);
      if (opened.isErr()) return opened.error.type;
      let text = '';
      for await (const chunk of opened.value.data) text += Buffer.from(chunk).toString();
      return text;
    };

    expect(await content('d/link/f')).toBe('in\n');
    expect(await content('d/e/../link/f')).toBe('in\n');
    expect(await content('top')).toBe('in\n');
    for (const path of ['../x', '/etc/passwd', 'd/out/etc/passwd', 'd/abs/passwd', 'd/../../x']) {
      expect([path, await content(path)]).toEqual([path, 'file/outside-root']);
    }
    for (const path of ['loop', 'loop/x']) expect(await content(path)).toBe('file/too-many-links');
    await expectOk(files.write('top', Buffer.from('new\n'), { atomic: true }));
    expect(await content('d/e/f')).toBe('new\n');
    expect((await files.write('d/out/x', Buffer.from('x'))).isErr()).toBe(true);
    await expectOk(files.write('new/deep/file', Buffer.from('x')));
    expect(await content('new/deep/file')).toBe('x');
  });
});
