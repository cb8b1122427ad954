import { ok, ResultAsync, unwrap } from '@carrel/core/kernel';
import { sqliteStore } from '@carrel/store-sqlite';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { databasePath } from '../../src/data-dir.js';
import { eventually } from '../eventually.js';
import { DataDir, ServerProcess } from '../server-process.js';
import { countLost } from './edits.js';
import { Editor } from './editor.js';
import { Poller } from './poller.js';

const TOKEN = 'scrape-me';

/** Keeps everybody else from writing to the database until what it gives is called. */
async function lock(dataDir: DataDir): Promise<() => Promise<void>> {
  const store = sqliteStore({ path: databasePath(dataDir.path), transactionTimeoutMs: 600_000 });
  await unwrap(store.open([]));
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isLocked = false;
  const holding = store.transact(() => {
    isLocked = true;
    return new ResultAsync<void, never>(released.then(() => ok(undefined)));
  });
  await eventually(() => isLocked);
  return async () => {
    release();
    await unwrap(holding);
    await store.dispose();
  };
}

async function failures(server: ServerProcess): Promise<number> {
  const answer = await fetch(`${server.origin}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  const line = /^carrel_documents_commit_failures_total (\d+)$/m.exec(await answer.text());
  return Number(line?.[1] ?? 0);
}

it('keeps, shows and does not acknowledge what its store does not take, and stores it when it does', async () => {
  await using dataDir = new DataDir();
  const env = { CARREL_METRICS__TOKEN: TOKEN };
  await using server = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
  const owner = await server.client.register('owner@example.com');
  const place = { session: await owner.session(), name: 'notes' };
  using one = new Editor(place);
  using other = new Editor(place);
  for (const editor of [one, other]) expect(await editor.connect(owner)).toBe(true);
  const text = one.document.getText('text');
  text.insert(0, 'stored ');
  await eventually(() => one.isSettled && other.document.getText('text').length === 7);
  const stored = one.acknowledged.length;

  const release = await lock(dataDir);
  try {
    text.insert(0, 'waiting ');
    await eventually(() => other.document.getText('text').toJSON() === 'waiting stored ');
    await eventually(async () => (await failures(server)) > 0, 60_000);
    text.insert(0, 'more ');
    await eventually(() => other.document.getText('text').toJSON() === 'more waiting stored ');
    expect(one.acknowledged).toHaveLength(stored);
    expect(one.isSettled).toBe(false);
  } finally {
    await release();
  }
  await eventually(() => one.isSettled, 60_000);

  await server.end('SIGKILL');
  await using next = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
  const reader = new Poller(place, 'reader');
  expect(await reader.poll(next.client.as(owner.token ?? ''))).toBe(true);
  expect(reader.document.getText('text').toJSON()).toBe('more waiting stored ');
  expect(one.acknowledged.length).toBeGreaterThan(stored);
  expect(countLost(reader.document, one.acknowledged)).toBe(0);
  expect(Y.encodeStateVector(reader.document)).toEqual(Y.encodeStateVector(one.document));
  expect([...one.problems, ...other.problems]).toEqual([]);
});
