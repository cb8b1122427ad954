import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, VirtualClock, type MemoryImageOptions } from '../memory/index.js';
import type { WorkspaceEvent } from './workspace.js';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

/** A session whose image takes these lines, and what its readers see. */
async function world(images: MemoryImageOptions) {
  const clock = new VirtualClock();
  const runtime = memoryRuntime({ clock, images });
  const carrel = await memoryCarrel({ runtime, clock, workspaces: { imageTimeoutMs: 60_000 } });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['lua'] }));
  const done = new AbortController();
  return {
    ...{ carrel, caller, clock, id, runtime },
    /** What a reader sees from now on, or from `from` on. */
    async read(from?: number): Promise<WorkspaceEvent[]> {
      const seen: WorkspaceEvent[] = [];
      const events = expectOk(await carrel.workspaces.events(caller, id, { from, signal: done.signal }));
      void (async () => {
        for await (const event of events) seen.push(event);
      })();
      return seen;
    },
    async [Symbol.asyncDispose]() {
      done.abort();
      await Promise.all([carrel.dispose(), clock.advance(600_000)]);
    },
  };
}

function texts(events: readonly WorkspaceEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.type === 'progress') return `${event.phase}: ${event.line}`;
    return event.type === 'state' ? event.workspace.state : 'gap';
  });
}

describe('the progress of a start', () => {
  it('is told between its states', async () => {
    await using it = await world({ lines: ['fetching', 'building'], lineMs: 1_000 });
    const seen = await it.read();

    const started = it.carrel.workspaces.start(it.caller, it.id);
    await it.clock.advance(5_000);

    expect(expectOk(await started).state).toBe('ready');
    expect(texts(seen)).toEqual(['creating', 'image: fetching', 'image: building', 'start: making the box', 'ready']);
  });

  it('is told at most ten times a second, the latest line each time', async () => {
    await using it = await world({ lines: numbered(1_000), lineMs: 1 });
    const seen = await it.read();

    const started = it.carrel.workspaces.start(it.caller, it.id);
    await it.clock.advance(999);
    const lines = texts(seen).filter((text) => text.startsWith('image: '));

    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThanOrEqual(11);
    expect(lines.at(-1)).toMatch(/^image: line 9\d\d$/);
    await it.clock.advance(5_000);
    expectOk(await started);
  });

  it('is told of a new phase at once', async () => {
    await using it = await world({ lines: ['fetching', 'building'], lineMs: 10 });
    const seen = await it.read();

    const started = it.carrel.workspaces.start(it.caller, it.id);
    await it.clock.advance(90);

    expectOk(await started);
    expect(texts(seen)).toContain('start: making the box');
  });

  it('is there in its latest lines for who comes to it, who goes on behind the state as before', async () => {
    await using it = await world({ lines: numbered(100), lineMs: 200 });
    const started = it.carrel.workspaces.start(it.caller, it.id);
    await it.clock.advance(100 * 200 - 1);

    const [late, resumed] = [await it.read(), await it.read(2)];
    await it.clock.advance(0);

    const latest = numbered(100)
      .slice(-16)
      .map((line) => `image: ${line}`);
    expect(texts(late)).toEqual(['creating', ...latest]);
    expect(texts(resumed)).toEqual(latest);
    await it.clock.advance(2_000);
    expectOk(await started);
    expect(texts(resumed).at(-1)).toBe('ready');
    const after = await it.read();
    await it.clock.advance(0);
    expect(texts(after)).toEqual(['ready']);
  });

  it('is one line of plain text of bounded length', async () => {
    await using it = await world({
      lines: ['\u001B[31mred\u001B[0m\r\nand\tmore', 'x'.repeat(10_000), ' \n'],
      lineMs: 500,
    });
    const seen = await it.read();
    const started = it.carrel.workspaces.start(it.caller, it.id);
    await it.clock.advance(5_000);
    expectOk(await started);
    expect(texts(seen)).toEqual([
      'creating',
      'image: red and more',
      `image: ${'x'.repeat(500)}`,
      'start: making the box',
      'ready',
    ]);
  });

  it('is over with a start that takes too long', async () => {
    await using it = await world({ lines: numbered(1_000), lineMs: 1_000 });
    const seen = await it.read();
    const started = it.carrel.workspaces.start(it.caller, it.id);

    await it.clock.advance(61_000);

    expect(expectErr(await started, 'workspace/start-failed').reason).toBe('start-timed-out');
    expect(texts(seen).slice(-2)).toEqual(['image: line 60', 'failed']);
    const after = await it.read();
    await it.clock.advance(0);
    expect(texts(after)).toEqual(['failed']);
  });
});
