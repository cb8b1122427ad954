import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { roomWorld } from '../../test/room-fixture.js';
import { newCaller } from '../../test/platform-fixture.js';
import { scriptedCodeEngine } from '../memory/index.js';
import type { CodeLink } from './code-link.js';
import type { LspMessage } from './code-engine.js';

const codeWorld = () => roomWorld({ code: { engine: scriptedCodeEngine() } });

/** What comes until the line is over. */
async function all(link: CodeLink): Promise<readonly LspMessage[]> {
  const messages: LspMessage[] = [];
  for await (const message of link.messages()) messages.push(message);
  return messages;
}

describe('a line of an editor', () => {
  it('carries messages both ways until it is closed', async () => {
    await using it = await codeWorld();
    const place = { sessionId: it.room, language: 'words' };
    const link = expectOk(await it.carrel.code.connect(it.people.viewer, place));
    const heard = all(link);
    expectOk(await link.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }));
    expectOk(await link.send({ jsonrpc: '2.0', method: 'initialized', params: {} }));
    expectErr(await link.send({ jsonrpc: '2.0' }), 'request/invalid');
    await new Promise((resolve) => setImmediate(resolve));
    await link.close();
    await link.close();
    expect(await heard).toEqual([{ jsonrpc: '2.0', id: 1, result: { method: 'initialize', params: {} } }]);
    expect(link.lost).toBeNull();
    expectErr(await link.send({ jsonrpc: '2.0', id: 2, method: 'x' }), 'code/server-failed');
  });

  it('ends when its user is put out of the room, and says so', async () => {
    await using it = await codeWorld();
    const place = { sessionId: it.room, language: 'words' };
    const link = expectOk(await it.carrel.code.connect(it.people.viewer, place));
    const stays = expectOk(await it.carrel.code.connect(it.people.participant, place));
    const heard = all(link);
    const member = { sessionId: it.room, userId: it.people.viewer.userId };
    expectOk(await it.carrel.members.remove(it.people.owner, member));
    expect(await heard).toEqual([]);
    expect(link.lost?.type).toBe('session/not-found');
    expectOk(await stays.send({ jsonrpc: '2.0', id: 1, method: 'x' }));
    expect(stays.lost).toBeNull();
    await stays.close();
  });

  it('is for who may read the files, and for a language that there is', async () => {
    await using it = await codeWorld();
    const { code } = it.carrel;
    const stranger = await newCaller(it.carrel);
    const place = { sessionId: it.room, language: 'words' };
    expectErr(await code.connect(stranger, place), 'session/not-found');
    const refused = expectErr(await code.connect(it.people.owner, { ...place, language: 'runes' }), 'code/unsupported');
    expect(refused).toMatchObject({ capability: 'connect', language: 'runes' });
    await using without = await roomWorld();
    const there = { sessionId: without.room, language: 'words' };
    expectErr(await without.carrel.code.connect(without.people.owner, there), 'code/unavailable');
  });
});
