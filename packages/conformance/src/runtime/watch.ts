import assert from 'node:assert/strict';
import type { WatchEvent, WatchOptions, WorkspaceConnection } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import type { OpenRuntime } from './open-runtime.js';
import { within } from './process-events.js';

/** What changes in a tree, told in order, from any position on. */
export function describeWatch(cases: Cases<OpenRuntime>): void {
  cases.group('watch', () => {
    describeChanges(cases);
    describeScope(cases);
    describePositions(cases);
    describeEnds(cases);
  });
}

type Change = Exclude<WatchEvent, { readonly type: 'overflow' | 'gap' | 'failed' | 'opened' }>;

const x = Buffer.from('x');

/** Takes events one at a time; each must come right after the one before. */
class WatchReader {
  private readonly iterator: AsyncIterator<WatchEvent>;
  private next: number | undefined;

  constructor(events: AsyncIterable<WatchEvent>) {
    this.iterator = events[Symbol.asyncIterator]();
  }

  get position(): number {
    return this.next ?? 0;
  }

  async take(): Promise<Change | null> {
    const item = await within(this.iterator.next(), 'the next event of a watch');
    if (item.done === true) return null;
    const event = item.value;
    const isChange = event.type !== 'overflow' && event.type !== 'gap' && event.type !== 'failed';
    assert.ok(isChange && event.type !== 'opened', JSON.stringify(event));
    assert.equal(event.position, this.next ?? event.position, 'positions must follow on each other');
    this.next = event.position + 1;
    return event;
  }

  /** Takes events until one is `wanted`. */
  async until(type: Change['type'], path: string): Promise<Change> {
    for (;;) {
      const event = await this.take();
      assert.notEqual(event, null, `the watch ended before ${type} ${path}`);
      if (event?.type === type && event.path === path) return event;
    }
  }

  async leave(): Promise<void> {
    await this.iterator.return?.();
  }
}

async function watch({ files }: WorkspaceConnection, path: string, options: WatchOptions = {}): Promise<WatchReader> {
  return new WatchReader(await expectOk(files.watch(path, options)));
}

function describeChanges(cases: Cases<OpenRuntime>): void {
  cases.it('a watch tells what is created, changed and removed, in order', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('dir'));
    const reader = await watch(connection, 'dir');
    await open.write(connection, 'dir/file', '1');
    await reader.until('created', 'dir/file');
    await open.write(connection, 'dir/file', '2');
    await reader.until('changed', 'dir/file');
    await expectOk(connection.files.remove('dir/file'));
    await reader.until('removed', 'dir/file');
    await expectOk(connection.files.makeDirectory('dir/inner'));
    await reader.until('created', 'dir/inner');
    await reader.leave();
  });

  cases.it('a watch tells what is moved, and from where', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/from', 'content');
    const reader = await watch(connection, 'dir');
    await expectOk(connection.files.move('dir/from', 'dir/to'));
    const event = await reader.until('moved', 'dir/to');
    assert.equal(event.type === 'moved' && event.from, 'dir/from');
    await reader.leave();
  });

  cases.it('what is moved in is created, what is moved out is removed', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/out', 'content');
    await open.write(connection, 'in', 'content');
    const reader = await watch(connection, 'dir');
    await expectOk(connection.files.move('in', 'dir/in'));
    await reader.until('created', 'dir/in');
    await expectOk(connection.files.move('dir/out', 'out'));
    await reader.until('removed', 'dir/out');
    await reader.leave();
  });

  cases.it('a watch tells what programs do', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/target', 'content');
    const reader = await watch(connection, 'dir');
    await open.run(connection, open.programs.link('target', 'dir/link'));
    await reader.until('created', 'dir/link');
    await reader.leave();
  });
}

function describeScope(cases: Cases<OpenRuntime>): void {
  cases.it('a watch tells what happens from when it is there, and nothing before', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/before', 'x');
    const reader = await watch(connection, 'dir');
    await open.write(connection, 'dir/after', 'x');
    const first = await reader.take();
    assert.deepEqual([first?.type, first?.path, first?.position], ['created', 'dir/after', 0]);
    await reader.leave();
  });

  cases.it('a watch sees its own directory alone, unless it is recursive', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('dir/deep'));
    const [shallow, deep] = [await watch(connection, 'dir'), await watch(connection, 'dir', { recursive: true })];
    await open.write(connection, 'dir/deep/file', 'x');
    await deep.until('created', 'dir/deep/file');
    await open.write(connection, 'elsewhere', 'x');
    await open.write(connection, 'dir/last', 'x');
    for (let event = await shallow.take(); event?.path !== 'dir/last'; event = await shallow.take()) {
      assert.equal(event?.path, 'dir/deep', JSON.stringify(event));
    }
    for (let event = await deep.take(); event?.path !== 'dir/last'; event = await deep.take()) {
      assert.ok(event?.path.startsWith('dir/deep'), JSON.stringify(event));
    }
    await Promise.all([shallow.leave(), deep.leave()]);
  });

  cases.it('a recursive watch sees what is made in directories that are new', async (open) => {
    const connection = await open.connect();
    const reader = await watch(connection, '', { recursive: true });
    await open.write(connection, 'a/b/c/first', 'x');
    await reader.until('created', 'a/b/c/first');
    await open.write(connection, 'a/b/c/second', 'x');
    await reader.until('created', 'a/b/c/second');
    await reader.leave();
  });

  cases.it('watch fails with file/not-found for what is missing', async (open) => {
    const { files } = await open.connect();
    await expectErr(files.watch('missing'), 'file/not-found');
  });
}

function describePositions(cases: Cases<OpenRuntime>): void {
  cases.it('a watch that saw nothing is taken up again where it was opened', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    await expectOk(connection.files.makeDirectory('quiet'));
    const events = await expectOk(connection.files.watch('quiet', { opened: true }));
    const iterator = events[Symbol.asyncIterator]();
    const first = await within(iterator.next(), 'the first event of a watch');
    assert.equal(first.done === true ? null : first.value.type, 'opened');
    const { position } = first.value as { readonly position: number };
    await iterator.return?.();
    await connection.close();
    const again = await open.connect(handle);
    await open.write(again, 'quiet/missed', 'x');
    const later = await watch(again, 'quiet', { from: position, opened: true });
    assert.equal((await later.until('created', 'quiet/missed')).position, position);
    await later.leave();
  });

  cases.it('a watch that is taken up again goes on where it was', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('dir'));
    const first = await watch(connection, 'dir');
    await open.write(connection, 'dir/one', 'x');
    await first.until('created', 'dir/one');
    await first.leave();
    await open.write(connection, 'dir/two', 'x');
    await open.write(connection, 'dir/three', 'x');
    const second = await watch(connection, 'dir', { from: first.position });
    const event = await second.take();
    assert.equal(event?.position, first.position);
    if (event.path === 'dir/one') assert.equal(event.type, 'changed');
    if (event.path !== 'dir/two') await second.until('created', 'dir/two');
    await second.until('created', 'dir/three');
    await second.leave();
  });

  cases.it('a watch that is taken up again tells of a change of what was told last', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('dir'));
    const first = await watch(connection, 'dir');
    await open.write(connection, 'dir/file', 'one');
    await first.until('created', 'dir/file');
    await first.leave();
    await open.write(connection, 'dir/file', 'two');
    const second = await watch(connection, 'dir', { from: first.position });
    await second.until('changed', 'dir/file');
    await second.leave();
  });

  cases.it('all readers of a watch see the same events at the same positions', async (open) => {
    const handle = await open.box();
    const [one, other] = [await open.connect(handle), await open.connect(handle)];
    await expectOk(one.files.makeDirectory('dir'));
    const readers = [await watch(one, 'dir'), await watch(other, 'dir')];
    const names = Array.from({ length: 20 }, (_, number) => ({ path: `dir/${number}`, data: x }));
    await expectOk(one.files.writeMany(names));
    const seen = readers.map(async (reader) => {
      const events: unknown[] = [];
      const left = new Set(names.map(({ path }) => path));
      while (left.size > 0) {
        const event = await reader.take();
        events.push(event);
        if (event?.type === 'created') left.delete(event.path);
      }
      await reader.leave();
      return events;
    });
    const [first = [], second = []] = await Promise.all(seen);
    const length = Math.min(first.length, second.length);
    assert.deepEqual(first.slice(0, length), second.slice(0, length));
  });
}

function describeEnds(cases: Cases<OpenRuntime>): void {
  cases.it('a position that is not kept is a gap', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.makeDirectory('dir'));
    const controller = new AbortController();
    const events = await expectOk(files.watch('dir', { from: 1_000_000, signal: controller.signal }));
    const iterator = events[Symbol.asyncIterator]();
    const first = await within(iterator.next(), 'the gap');
    assert.ok(first.done !== true && first.value.type === 'gap', JSON.stringify(first));
    assert.equal(first.value.from, 1_000_000);
    controller.abort();
  });

  cases.it('a watch ends with its signal', async (open) => {
    const { files } = await open.connect();
    const controller = new AbortController();
    const reader = new WatchReader(await expectOk(files.watch('', { signal: controller.signal })));
    const next = reader.take();
    controller.abort();
    assert.equal(await next, null);
  });

  cases.it('a watch on a link that is closed ends with failed', async (open) => {
    const connection = await open.connect();
    const events = await expectOk(connection.files.watch(''));
    const next = events[Symbol.asyncIterator]().next();
    await connection.close();
    const item = await within(next, 'the end of the watch');
    assert.ok(item.done !== true && item.value.type === 'failed', JSON.stringify(item));
    assert.equal(item.value.error.type, 'connection/lost');
  });
}
