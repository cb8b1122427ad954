import { expectOk } from '@carrel/conformance';
import type { ProcessEvent, SpawnSpec } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { runAgent } from './running-agent.js';

const TTY = { cols: 80, rows: 24 };

/** A program at a terminal that changes nothing of what passes it, once it says so. */
function raw(id: string, script: string): SpawnSpec {
  return { id, argv: ['sh', '-c', `stty raw -echo; printf '!'; ${script}`], tty: TTY };
}

/** Its output, and in how many pieces it came. */
async function outputOf(events: AsyncIterable<ProcessEvent>, onReady: () => void) {
  const chunks: Uint8Array[] = [];
  let next = 0;
  for await (const event of events) {
    if (event.type !== 'output') continue;
    expect(event.offset).toBe(next);
    next += event.data.length;
    chunks.push(event.data);
    if (chunks.length === 1) onReady();
  }
  return { text: Buffer.concat(chunks).toString(), pieces: chunks.length };
}

describe('what is typed', () => {
  it('keeps its order, also around what is long, when nobody waits for an answer', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const long = 'x'.repeat(100_000);
    const typed = [...Array.from({ length: 300 }, (_, index) => `${index},`), long, 'y', `${long}.`, 'z', 'end'];
    const length = typed.join('').length;
    const spec = raw('typed', `head -c ${length}`);
    const events = await expectOk(processes.spawnAttached(spec));
    const written: unknown[] = [];

    const { text } = await outputOf(events, () => {
      for (const one of typed) written.push(expectOk(processes.writeStdin('typed', Buffer.from(one))));
    });
    await Promise.all(written);

    expect(text).toBe(`!${typed.join('')}`);
  });

  it('is answered when the program writes nothing', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const events = await expectOk(processes.spawnAttached(raw('silent', 'head -c 50 >/dev/null')));
    let answered: Promise<unknown> = Promise.resolve();

    await outputOf(events, () => {
      answered = (async () => {
        for (let count = 0; count < 50; count += 1) await expectOk(processes.writeStdin('silent', Buffer.from('k')));
      })();
    });

    await answered;
  });

  it('that cannot be taken fails, whatever was typed before', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const events = await expectOk(processes.spawnAttached(raw('over', 'exit 0')));
    await outputOf(events, () => undefined);

    const all = await Promise.all(['a', 'b', 'c'].map((key) => processes.writeStdin('over', Buffer.from(key))));

    expect(all.map((one) => (one.isErr() ? one.error.type : 'ok'))).toEqual(Array(3).fill('process/stdin-closed'));
  });
});

describe('what a terminal writes line by line', () => {
  it('comes whole, in far fewer pieces than lines', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const events = await expectOk(processes.spawnAttached(raw('lines', 'seq 1 50000')));

    const { text, pieces } = await outputOf(events, () => undefined);

    expect(text).toBe(`!${Array.from({ length: 50_000 }, (_, index) => `${index + 1}\n`).join('')}`);
    expect(pieces).toBeLessThan(5_000);
  });

  it('comes at once when there is little of it', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const events = await expectOk(processes.spawnAttached(raw('little', 'read line; echo $line')));

    const { text } = await outputOf(events, () => void processes.writeStdin('little', Buffer.from('hello\n')));

    expect(text).toBe('!hello\n');
  });
});
