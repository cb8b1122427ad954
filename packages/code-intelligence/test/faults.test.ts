import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeAnswer, CodeEngine, CodeQuery } from '@carrel/core/code';
import { ok, unwrap } from '@carrel/core/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCodeEngine, type CodeEngineOptions } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';
import { groupsIn, killAll, killAllIn, processesIn, runningIn, zombies } from './processes.js';

const QUERY: CodeQuery & { readonly type: 'definition' } = {
  type: 'definition',
  path: 'main.c',
  position: { line: 2, column: 25 },
};

const REFERENCES: CodeQuery = { type: 'references', path: 'b.ts', position: { line: 3, column: 1 } };
const SOON = { timeout: 20_000, interval: 5 };
/** The cause of an error where confinement is required and this machine cannot. */
const CANNOT_CONFINE = 'This machine cannot confine servers.';

describe.runIf(hasClangd)('language servers', { timeout: 60_000 }, () => {
  let directory: string;
  let engine: CodeEngine;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'code-faults-'));
  });
  afterEach(async () => {
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });
  const start = (options: CodeEngineOptions = {}) => {
    engine = createCodeEngine({ directory, ...options });
  };
  const ask = (source: MemorySource, query: CodeQuery = QUERY): Promise<CodeAnswer> =>
    unwrap(engine.query(source, query));

  /** Kills what runs `text` as soon as there is some. */
  const killFirst = async (text: string) => {
    const found = await vi.waitUntil(() => {
      const pids = runningIn(directory, text);
      return pids.length > 0 && pids;
    }, SOON);
    killAll(found);
  };

  it.each([
    ['all that they run', ''],
    ['the first of their processes', 'typescript-language-server'],
    ['another that it needs', 'tsserver.js'],
  ])('are started anew when %s is killed, before they answer and afterwards', async (_what, text) => {
    start();
    const first = engine.query(typescript(), REFERENCES);
    await killFirst(text);
    expect((await first).map(places)).toEqual(ok(['a.ts:1', 'b.ts:1', 'b.ts:3']));
    await killFirst(text);
    expect(places(await ask(typescript(), REFERENCES))).toEqual(['a.ts:1', 'b.ts:1', 'b.ts:3']);
    await killFirst(text);
    const named = await ask(typescript(), { type: 'find-symbols', language: 'typescript', name: 'one' });
    expect('symbols' in named && named.symbols.map(({ path }) => path)).toEqual(['a.ts']);
  });

  it('of one session go on when those of another are killed', async () => {
    start();
    const source = sourceOf('killed', 1);
    expect(places(await ask(source))).toEqual(['lib.c:1']);
    killAllIn(directory);
    expect(places(await ask(source))).toEqual(['lib.c:1']);
    expect(places(await ask(typescript(), REFERENCES))).toEqual(['a.ts:1', 'b.ts:1', 'b.ts:3']);
  });

  it('are confined as before when what finds out whether they can be is killed', async ({ skip }) => {
    start({ confinement: 'required' });
    const can = await engine.query(typescript(), REFERENCES);
    if (can.isErr() && can.error.cause === CANNOT_CONFINE) skip('This machine cannot confine servers.');
    await engine.dispose();
    start({ confinement: 'required' });
    const first = engine.query(typescript(), REFERENCES);
    await killFirst('/node --version');
    expect((await first).map(places)).toEqual(ok(['a.ts:1', 'b.ts:1', 'b.ts:3']));
  });

  it.each([
    ['as may be', { maxServers: 2 }, 2],
    ['as there is memory for, at least one', { maxMemoryBytes: 1, memoryPollMs: 20 }, 1],
  ])('are as many %s, and those that come back see the files as they are', async (_why, options, atMost) => {
    start(options);
    const sources = Array.from({ length: 8 }, (_, index) => sourceOf(`session-${String(index)}`, index + 1));
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, groupsIn(directory).size);
    }, 10);
    const answers = await Promise.all(sources.map((source) => ask(source)));
    expect(answers.map(places)).toEqual(sources.map((_, index) => [`lib.c:${String(index + 1)}`]));
    for (const source of sources) source.write('lib.c', `\n${Buffer.from(source.files.get('lib.c') ?? []).toString()}`);
    const later = await Promise.all(sources.map((source) => ask(source)));
    clearInterval(watch);
    expect(later.map(places)).toEqual(sources.map((_, index) => [`lib.c:${String(index + 2)}`]));
    expect(most).toBeLessThanOrEqual(atMost);
  });

  it('that somebody uses stay when there is no memory for others, who are told so', async () => {
    start({ maxMemoryBytes: 1, memoryPollMs: 20, waitMs: 500 });
    const link = await unwrap(engine.connect(sourceOf('edited', 1), 'c'));
    const [used] = groupsIn(directory);
    const refused = await engine.query(sourceOf('other', 2), QUERY);
    expect(refused._unsafeUnwrapErr()).toMatchObject({ type: 'code/busy', retryable: true });
    expect([...groupsIn(directory)]).toEqual([used]);
    await link.close();
    expect(places(await ask(sourceOf('other', 2)))).toEqual(['lib.c:2']);
  });

  it('leave nothing behind when the engine ends, whatever was under way', async () => {
    start();
    const source = sourceOf('ended', 1);
    await ask(source);
    const typescript = new MemorySource('ended-ts', { 'a.ts': 'export const one = 1;\n' });
    const underWay = engine.query(typescript, { type: 'diagnostics', path: 'a.ts' });
    await vi.waitUntil(() => processesIn(directory).length > 1, SOON);
    await engine.dispose();
    const failed = await underWay;
    expect(failed.isErr() && failed.error.type).toBe('code/server-failed');
    await vi.waitFor(() => {
      expect(processesIn(directory)).toEqual([]);
      expect(zombies()).toEqual([]);
    }, SOON);
    expect(readdirSync(directory)).toEqual([]);
    const after = await engine.query(source, QUERY);
    expect(after.isErr() && after.error.type).toBe('code/server-failed');
  });

  it('end when nobody uses them, and when the session is forgotten', async () => {
    start({ idleMs: 50 });
    const source = sourceOf('idle', 1);
    await ask(source);
    await vi.waitFor(() => {
      expect(processesIn(directory)).toEqual([]);
    }, SOON);
    expect(places(await ask(source))).toEqual(['lib.c:1']);
    await engine.forget('idle');
    expect(processesIn(directory)).toEqual([]);
    expect(places(await ask(source))).toEqual(['lib.c:1']);
  });

  it('are killed when they hold more memory than they may', async () => {
    start({ maxServerBytes: 1_000_000, memoryPollMs: 20 });
    const answer = await engine.query(sourceOf('large', 1), QUERY);
    expect(answer.isOk() || answer.error.type === 'code/server-failed').toBe(true);
    await vi.waitFor(() => {
      expect(processesIn(directory)).toEqual([]);
    }, SOON);
  });

  it('are asked by so many at once, and the rest is told so', async () => {
    start({ maxCalls: 4 });
    const source = sourceOf('busy', 1);
    const answers = await Promise.all(Array.from({ length: 6 }, () => engine.query(source, QUERY)));
    expect(answers.map((answer) => (answer.isErr() ? answer.error.type : 'ok'))).toEqual([
      ...['ok', 'ok', 'ok', 'ok'],
      ...['code/busy', 'code/busy'],
    ]);
    expect(places(await ask(source))).toEqual(['lib.c:1']);
  });

  it('have a time to answer in, and may be waited for less', async () => {
    start({ requestMs: 1 });
    const source = new MemorySource('slow', { 'a.ts': 'export const one = 1;\n' });
    const late = await engine.query(source, { type: 'hover', path: 'a.ts', position: { line: 1, column: 14 } });
    expect(late.isErr() && late.error.type).toBe('code/timed-out');
    const abort = AbortSignal.timeout(1);
    const aborted = await engine.query(source, { type: 'symbols', path: 'a.ts' }, { signal: abort });
    expect(aborted.isErr() && aborted.error.type).toBe('request/aborted');
  });
});

/** `one` is defined in `a.ts`, and used in `b.ts`. */
function typescript(): MemorySource {
  return new MemorySource('typescript', {
    'a.ts': 'export const one = 1;\n',
    'b.ts': 'import { one } from "./a";\n\none;\n',
  });
}

/** `helper` is defined in the given line of `lib.c`, and used in `main.c`. */
function sourceOf(key: string, line: number): MemorySource {
  return new MemorySource(key, {
    'lib.h': 'int helper(void);\n',
    'lib.c': `${'\n'.repeat(line - 1)}int helper(void) { return 1; }\n`,
    'main.c': '#include "lib.h"\nint main(void) { return helper(); }\n',
  });
}

function places(answer: CodeAnswer): readonly string[] {
  if (!('locations' in answer)) return [];
  return answer.locations.map(({ path, range }) => `${path}:${String(range.start.line)}`);
}
