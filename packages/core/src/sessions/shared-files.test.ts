import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf } from '../../test/room-fixture.js';
import type { Caller, Carrel } from '../index.js';
import type { SessionId } from '../kernel/index.js';
import { memoryStorage, memoryStore } from '../memory/index.js';

const LANGUAGES = ['python', 'perl', 'lua', 'ruby', 'go', 'bash'];

/** A session with these stored files, and no language in common with the others. */
async function stored(carrel: Carrel, caller: Caller, [language, files]: readonly [number, Record<string, string>]) {
  const languages = [LANGUAGES[language] ?? ''];
  const made = await carrel.sessions.create(caller, { kind: 'solo', languages, storage: 'database' });
  const { id } = expectOk(made);
  for (const [path, text] of Object.entries(files)) {
    expectOk(await carrel.files.write(caller, { sessionId: id, path, data: Buffer.from(text) }));
  }
  return id;
}

async function relatedTo(carrel: Carrel, caller: Caller, id: SessionId) {
  const related = expectOk(await carrel.sessions.related(caller, id));
  return related.map(({ session, reasons, score }) => [session.id, reasons, score]);
}

describe('sessions with stored files in common', () => {
  it('are related by their contents, whatever the names, and no empty file relates any', async () => {
    await using carrel = await memoryCarrel({ store: memoryStore(), storages: [memoryStorage({ name: 'database' })] });
    const caller = await newCaller(carrel);
    const origin = await stored(carrel, caller, [0, { 'a.txt': 'shared', 'b.txt': 'mine', 'empty.txt': '' }]);
    const renamed = await stored(carrel, caller, [1, { 'deep/other.txt': 'shared' }]);
    await stored(carrel, caller, [2, { 'a.txt': 'another', 'empty.txt': '' }]);
    const colleague = await colleagueOf(carrel, caller);
    await stored(carrel, colleague, [3, { 'a.txt': 'shared' }]);

    expect(await relatedTo(carrel, caller, origin)).toEqual([[renamed, ['shared-files'], 0.3]]);
    expect(await relatedTo(carrel, caller, renamed)).toEqual([[origin, ['shared-files'], 0.3]]);
  });

  it('are found among very many files by a sample', async () => {
    await using carrel = await memoryCarrel({ store: memoryStore(), storages: [memoryStorage({ name: 'database' })] });
    const caller = await newCaller(carrel);
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, at) => [`f${String(at)}`, `content ${String(at)}`]),
    );
    const origin = await stored(carrel, caller, [0, files]);
    const half = Object.fromEntries(Object.entries(files).slice(0, 75));
    const other = await stored(carrel, caller, [1, half]);

    expect(await relatedTo(carrel, caller, origin)).toEqual([[other, ['shared-files'], 0.3]]);
  });
});
