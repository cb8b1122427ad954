import { expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';

/** What Yjs leaves behind where it is loaded. */
const isLoaded = () => '__ $YJS$ __' in globalThis;

it('loads Yjs when somebody opens a document, and not before', async () => {
  expect(isLoaded()).toBe(false);
  await using carrel = await memoryCarrel();
  const caller = await newCaller(carrel);
  const { id: sessionId } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  expectOk(await carrel.documents.list(caller, sessionId));
  expect(isLoaded()).toBe(false);
  expectOk(await carrel.documents.sync(caller, { sessionId, name: 'notes' }, { clientId: 'a', since: 0 }));
  expect(isLoaded()).toBe(true);
});
