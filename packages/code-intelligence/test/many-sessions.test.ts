import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeQuery } from '@carrel/core/code';
import { eachOf, unwrap } from '@carrel/core/kernel';
import { describe, expect, it, vi } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { groupMemory } from '../src/servers/group-memory.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';
import { groupsIn, processesIn, zombies } from './processes.js';

const MIB = 2 ** 20;
const SESSIONS = 50;
const AT_ONCE = 3;
/** What comes and goes by itself, in the runner of tests too. */
const PASSING = new Set(['Timeout', 'Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq', 'TickObject']);
const GONE = { timeout: 20_000, interval: 50 };
const QUERY: CodeQuery = { type: 'definition', path: 'main.c', position: { line: 2, column: 25 } };

describe.runIf(hasClangd)('fifty sessions', () => {
  it('keep within the memory of the servers, whose least recently used go, and get right answers of those that come back', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'code-many-'));
    const heldBefore = heldResources();
    const maxMemoryBytes = 1024 * MIB;
    const engine = createCodeEngine({
      ...{ directory, maxServers: SESSIONS, maxMirrors: SESSIONS, maxMemoryBytes, memoryPollMs: 20 },
    });
    const sources = Array.from({ length: SESSIONS }, (_, index) => sourceOf(`session-${String(index)}`, index + 1));
    const ask = async (source: MemorySource) => {
      const answer = await unwrap(engine.query(source, QUERY));
      return 'locations' in answer
        ? answer.locations.map(({ path, range }) => `${path}:${String(range.start.line)}`)
        : [];
    };
    const seen = watchGroups(directory);
    try {
      const first = await eachOf(sources, AT_ONCE, ask);
      expect(first).toEqual(sources.map((_, index) => [`lib.c:${String(index + 1)}`]));
      const alive = groupsIn(directory).size;
      expect(alive).toBeGreaterThan(1);
      expect(alive).toBeLessThan(SESSIONS);

      // The last one stays, and the first one is long gone.
      const last = sources.at(-1) ?? expect.fail();
      await ask(last);
      const before = groupsIn(directory);
      await ask(last);
      expect([...groupsIn(directory)].filter((group) => !before.has(group))).toEqual([]);

      for (const source of sources)
        source.write('lib.c', `\n${Buffer.from(source.files.get('lib.c') ?? []).toString()}`);
      const later = await eachOf(sources, AT_ONCE, ask);
      expect(later).toEqual(sources.map((_, index) => [`lib.c:${String(index + 2)}`]));
      expect((await seen.stop()).mostBytes).toBeLessThan(maxMemoryBytes);
    } finally {
      await seen.stop();
      await engine.dispose();
    }
    await vi.waitFor(() => {
      expect(processesIn(directory)).toEqual([]);
      expect(zombies()).toEqual([]);
      expect(heldResources()).toEqual(heldBefore);
    }, GONE);
    expect(readdirSync(directory)).toEqual([]);
    rmSync(directory, { recursive: true });
  }, 120_000);
});

/** What keeps this process busy: its children, the lines to them, watched files. */
function heldResources(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => !PASSING.has(name))
    .sort();
}

/** What all servers held together at any time. */
function watchGroups(directory: string) {
  let mostBytes = 0;
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      const held = await groupMemory(new Set([...groupsIn(directory)].map(Number)));
      mostBytes = Math.max(
        mostBytes,
        [...held.values()].reduce((sum, bytes) => sum + bytes, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const looking = look();
  return {
    stop: async () => {
      isOver = true;
      await looking;
      return { mostBytes };
    },
  };
}

/** `helper` is defined in the given line of `lib.c`, and used in `main.c`. */
function sourceOf(key: string, line: number): MemorySource {
  return new MemorySource(key, {
    'lib.h': 'int helper(void);\n',
    'lib.c': `${'\n'.repeat(line - 1)}int helper(void) { return 1; }\n`,
    'main.c': '#include "lib.h"\nint main(void) { return helper(); }\n',
  });
}
