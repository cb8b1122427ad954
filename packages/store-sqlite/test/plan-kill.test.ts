import { setTimeout as pause } from 'node:timers/promises';
import { expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import type { Caller, SessionId } from '@carrel/core/kernel';
import { memoryRuntime, scriptedCodeEngine } from '@carrel/core/memory';
import { databaseStorage } from '@carrel/core/storage';
import { expect, it } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { startChild } from './child-process.js';
import { temporaryPath } from './temporary-store.js';

const KILLS = 6;
const FILES = 12;
const login = { email: 'ada@example.com', password: 'correct horse battery' };
const pathOf = (file: number) => `src/${file}.txt`;

async function open(path: string): Promise<Carrel> {
  const store = sqliteStore({ path });
  return createCarrel({
    ...{ store, storages: [databaseStorage({ store })], runtime: memoryRuntime() },
    code: { engine: scriptedCodeEngine(), maxDiagnosedFiles: 0 },
  });
}

/** Files that say `two`, and a plan that has them say `deux`. */
async function begin(path: string) {
  const carrel = await open(path);
  const { tokens } = await expectOk(carrel.identity.register(login, { requestId: 'test' }));
  const ada = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'test'));
  const room = { kind: 'room', languages: ['python'], storage: 'database' } as const;
  const { id: sessionId } = await expectOk(carrel.sessions.create(ada, room));
  for (let file = 0; file < FILES; file += 1) {
    const data = Buffer.from(`${file} two`);
    await expectOk(carrel.files.write(ada, { sessionId, path: pathOf(file), data }));
  }
  const position = { line: 1, column: 3 };
  const refactoring = { type: 'rename-symbol', path: pathOf(0), position, newName: 'deux' } as const;
  const plan = await expectOk(carrel.code.plans.create(ada, { sessionId, refactoring }));
  expect(plan.files).toHaveLength(FILES);
  await carrel.dispose();
  return { ada, sessionId, planId: plan.id };
}

/** What each file says after its number. */
async function contents(carrel: Carrel, ada: Caller, sessionId: SessionId): Promise<readonly string[]> {
  const words: string[] = [];
  for (let file = 0; file < FILES; file += 1) {
    const { data } = await expectOk(carrel.files.read(ada, { sessionId, path: pathOf(file) }));
    const parts: Uint8Array[] = [];
    for await (const part of data) parts.push(part);
    words.push(Buffer.concat(parts).toString().replace(`${file} `, ''));
  }
  return words;
}

it('leaves all files of a plan changed or none, whenever the process is killed that applies or undoes it', async () => {
  const path = temporaryPath();
  const { ada, sessionId, planId } = await begin(path);
  let cut = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = await startChild('apply-plan', [path, sessionId, planId, JSON.stringify(ada)]);
    await expect.poll(() => child.lines.length, { timeout: 60_000, interval: 1 }).toBeGreaterThan(kill);
    await pause(Math.random() * 30);
    child.process.kill('SIGKILL');
    expect(await child.ended).toBe('SIGKILL');
    const carrel = await open(path);
    const { status } = await expectOk(carrel.code.plans.get(ada, { sessionId, planId }));
    const isApplied = status === 'applied';
    expect(isApplied || status === 'planned' || status === 'undone').toBe(true);
    const said = await contents(carrel, ada, sessionId);
    expect(new Set(said)).toEqual(new Set([isApplied ? 'deux' : 'two']));
    const last = child.lines.at(-1);
    if (last === 'begin') cut += 1;
    else if (last !== undefined) expect(last === 'applied').toBe(isApplied);
    const left = await expectOk(carrel.files.list(ada, { sessionId, path: '' }, { recursive: true }));
    expect(left.filter((entry) => entry.path.includes('.carrel-'))).toEqual([]);
    await carrel.dispose();
  }
  expect(cut).toBeGreaterThan(0);
}, 120_000);
