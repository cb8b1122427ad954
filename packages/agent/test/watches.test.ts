import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync, appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import type { WatchEvent, WatchOptions, WorkspaceConnection } from '@carrel/core/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAgent, type RunningAgent } from './running-agent.js';

/** Events up to the one that tells that `last` was created, or to the end. */
async function eventsOf(
  { files }: WorkspaceConnection,
  path: string,
  { last, ...options }: WatchOptions & { readonly last?: string },
): Promise<readonly WatchEvent[]> {
  const seen: WatchEvent[] = [];
  for await (const event of await expectOk(files.watch(path, options))) {
    seen.push(event);
    if (event.type === 'created' && event.path === last) break;
  }
  return seen;
}

/** Has things happen at once, as far as the agent sees. */
async function atOnce<T>({ pid }: RunningAgent, work: () => T): Promise<T> {
  process.kill(pid, 'SIGSTOP');
  try {
    return work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** A watch of the root that is there and is read until `last` is told. */
async function watched(
  agent: RunningAgent,
  last: string,
): Promise<{ readonly events: Promise<readonly WatchEvent[]> }> {
  const connection = await agent.connect();
  const events = await expectOk(connection.files.watch('', { recursive: true }));
  const read = async () => {
    const seen: WatchEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.type === 'created' && event.path === last) break;
    }
    return seen;
  };
  return { events: read() };
}

const told = (events: readonly WatchEvent[]) =>
  events.map((event) =>
    event.type === 'moved'
      ? `moved ${event.from} ${event.path}`
      : 'path' in event
        ? `${event.type} ${event.path}`
        : event.type,
  );

describe('a watch that is come back to', () => {
  it('tells of a change of what was told last', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    writeFileSync(join(agent.root, 'file'), 'none');
    const events = (await expectOk(connection.files.watch('', { recursive: true })))[Symbol.asyncIterator]();
    appendFileSync(join(agent.root, 'file'), 'one');
    const first = (await events.next()).value as WatchEvent;
    expect(first).toMatchObject({ type: 'changed', path: 'file' });
    const next = 'position' in first ? first.position + 1 : 0;
    await connection.close();
    const again = await agent.connect();
    await expectOk(again.files.list(''));
    appendFileSync(join(agent.root, 'file'), 'two');
    await expectOk(again.files.makeDirectory('last'));
    const after = await eventsOf(again, '', { recursive: true, from: next, last: 'last' });
    expect(told(after)).toEqual(['changed file', 'created last']);
  });

  it('is not taken for the one of a directory that was there before', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    mkdirSync(join(agent.root, 'dir'));
    const events = (await expectOk(connection.files.watch('dir')))[Symbol.asyncIterator]();
    rmSync(join(agent.root, 'dir'), { recursive: true });
    const removed = await events.next();
    expect(removed.value).toMatchObject({ type: 'removed', path: 'dir' });
    expect((await events.next()).value).toMatchObject({ type: 'failed', error: { type: 'file/not-found' } });
    await expectErr(connection.files.watch('dir'), 'file/not-found');

    mkdirSync(join(agent.root, 'dir'));
    await expectOk(connection.files.watch('dir'));
    writeFileSync(join(agent.root, 'dir', 'unseen'), '');
    const from = (removed.value as { readonly position: number }).position + 1;
    mkdirSync(join(agent.root, 'dir', 'last'));
    const after = await eventsOf(connection, 'dir', { from, last: 'dir/last' });
    expect(after[0]).toMatchObject({ type: 'gap', from });
    expect(told(after)).toContain('created dir/unseen');
  });
});

describe('a file that is being written', () => {
  it('is neither listed nor told of before it is whole', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const events = (await expectOk(connection.files.watch('', { recursive: true })))[Symbol.asyncIterator]();
    let listed: readonly unknown[] = ['nothing yet'];
    async function* content() {
      yield Buffer.alloc(100_000, 'x');
      expect(readdirSync(agent.root)).toHaveLength(1);
      listed = await expectOk(connection.files.list(''));
      yield Buffer.from('end');
    }
    await expectOk(connection.files.write('file', content(), { atomic: true }));
    expect(listed).toEqual([]);
    expect((await events.next()).value).toMatchObject({ type: 'created', path: 'file' });
  });
});

describe('a watch of what happens at once', () => {
  it('tells what is in a directory that was renamed before it was looked into', async () => {
    await using agent = await runAgent();
    const { events } = await watched(agent, 'last');
    await atOnce(agent, () => {
      mkdirSync(join(agent.root, 'one/sub'), { recursive: true });
      writeFileSync(join(agent.root, 'one/sub/file'), '');
      renameSync(join(agent.root, 'one'), join(agent.root, 'two'));
      mkdirSync(join(agent.root, 'last'));
    });
    expect(told(await events)).toContain('created two/sub/file');
  });

  it('tells nothing of a directory that was moved out', async () => {
    await using agent = await runAgent();
    mkdirSync(join(agent.root, 'tree/dir'), { recursive: true });
    const connection = await agent.connect();
    const stream = await expectOk(connection.files.watch('tree', { recursive: true }));
    renameSync(join(agent.root, 'tree/dir'), join(agent.root, 'out'));
    writeFileSync(join(agent.root, 'out/file'), '');
    mkdirSync(join(agent.root, 'tree/last'));
    const seen: WatchEvent[] = [];
    for await (const event of stream) {
      seen.push(event);
      if (event.type === 'created') break;
    }
    expect(told(seen)).toEqual(['removed tree/dir', 'created tree/last']);
  });

  it('tells of a file that another one replaced', async () => {
    await using agent = await runAgent();
    mkdirSync(join(agent.root, 'tree'));
    const connection = await agent.connect();
    const stream = (await expectOk(connection.files.watch('tree')))[Symbol.asyncIterator]();
    for (const [content, type] of [
      ['one', 'created'],
      ['two', 'changed'],
    ] as const) {
      writeFileSync(join(agent.root, 'new'), content);
      renameSync(join(agent.root, 'new'), join(agent.root, 'tree/file'));
      expect((await stream.next()).value).toMatchObject({ type, path: 'tree/file' });
    }
  });

  it('goes on with directories that it was told nothing of, when the kernel dropped events', async () => {
    await using agent = await runAgent();
    const { events } = await watched(agent, 'late/last');
    await atOnce(agent, () => {
      for (let count = 0; count < 9_000; count += 1) {
        writeFileSync(join(agent.root, `file${count % 50}`), '');
        rmSync(join(agent.root, `file${count % 50}`));
      }
      mkdirSync(join(agent.root, 'late'));
    });
    const connection = await agent.connect();
    await expectOk(connection.files.list(''));
    mkdirSync(join(agent.root, 'late/last'));
    expect(told(await events)).toContain('overflow');
  }, 120_000);

  it('tells a tree that is the real one, whatever happened in it', async () => {
    await using agent = await runAgent();
    const connection = await agent.connect();
    const iterator = (await expectOk(connection.files.watch('', { recursive: true })))[Symbol.asyncIterator]();
    let runs = 0;
    const mirror = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const last = `last${String((runs += 1))}`;
        await atOnce(agent, () => {
          for (const [what, from, to] of steps) happen(agent.root, what, from, to);
          mkdirSync(join(agent.root, last));
        });
        const before = [...mirror].sort();
        const seen: WatchEvent[] = [];
        for (let isOver = false; !isOver;) {
          const event = (await iterator.next()).value as WatchEvent;
          seen.push(event);
          reflect(mirror, event);
          isOver = event.type === 'created' && event.path === last;
        }
        expect(
          [...mirror].sort(),
          JSON.stringify([before.filter((path) => !path.startsWith('last')), told(seen)]),
        ).toEqual((readdirSync(agent.root, { recursive: true }) as string[]).sort());
      }),
      { numRuns: Number(process.env['WATCH_RUNS'] ?? 200), endOnFailure: true },
    );
  }, 120_000);
});

const names = fc.constantFrom('a', 'b', 'a/a', 'a/b', 'b/a', 'b/b', 'a/a/a', 'b/a/b');
const step = fc.tuple(fc.constantFrom('make', 'file', 'move', 'move', 'move', 'remove', 'copy'), names, names);

/** Does it where it can be done. */
function happen(root: string, what: string, from: string, to: string): void {
  try {
    if (what === 'make') mkdirSync(join(root, from), { recursive: true });
    else if (what === 'file') writeFileSync(join(root, from, 'f'), '');
    else if (what === 'move') renameSync(join(root, from), join(root, to));
    else if (what === 'remove') rmSync(join(root, from), { recursive: true });
    else cpSync(join(root, from), join(root, to), { recursive: true });
  } catch {
    // Something is in its way.
  }
}

function reflect(mirror: Set<string>, event: WatchEvent): void {
  const within = (directory: string) =>
    [...mirror].filter((path) => path === directory || path.startsWith(`${directory}/`));
  const remove = (path: string) => {
    for (const one of within(path)) mirror.delete(one);
  };
  if (event.type === 'removed') remove(event.path);
  else if (event.type === 'created' || event.type === 'changed') mirror.add(event.path);
  else if (event.type === 'moved') {
    const moved = within(event.from);
    remove(event.from);
    if (moved.length > 0) remove(event.path);
    for (const path of moved) mirror.add(event.path + path.slice(event.from.length));
    mirror.add(event.path);
  } else throw new Error(event.type);
}
