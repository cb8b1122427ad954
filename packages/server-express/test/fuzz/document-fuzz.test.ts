import { afterAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { documentBytes } from '../../src/sockets/document-bytes.js';
import { editing, endDocuments, ofName, startDocuments } from '../document-world.js';
import { eventually } from '../eventually.js';
import { SocketClient } from '../socket-client.js';
import { makeSession, register } from '../world.js';
import { leakIn } from './leaks.js';
import { FUZZ_RUNS, FUZZ_SEED, Random } from './random.js';

/** What a client may be told that sent what is no edit. */
const CODES = [1008, 4400, 4413];

afterAll(endDocuments);

/** Edits of every kind of content, by somebody of their own. */
function edits(random: Random): Uint8Array {
  const document = new Y.Doc();
  const text = document.getText('content');
  document.transact(() => {
    text.insert(0, 'some words', { bold: true });
    text.insertEmbed(3, { image: 'x' });
    text.delete(random.below(4), 3);
    const map = document.getMap('map');
    map.set('list', Y.Array.from([1, 'two', null, Uint8Array.of(3), { four: [5] }]));
    map.set('xml', new Y.XmlElement('p'));
    map.delete('xml');
  });
  return Y.encodeStateAsUpdate(document);
}

/** The bytes with something wrong about them. */
function spoiled(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  switch (random.below(5)) {
    case 0:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte));
    case 1:
      return bytes.slice(0, at);
    case 2:
      return Buffer.concat([bytes.slice(0, at), random.bytes(1 + random.below(8)), bytes.slice(at)]);
    case 3:
      return Buffer.concat([bytes.slice(0, at), Buffer.of(0xff, 0xff, 0xff, 0xff, 0x0f), bytes.slice(at + 1)]);
    default:
      return Buffer.concat([bytes.slice(0, at), bytes.slice(at + 1 + random.below(5))]);
  }
}

function hostileMessage(random: Random): Uint8Array {
  const kind = random.pick([0, 1, 2]);
  const edit = spoiled(edits(random), random);
  if (random.chance(0.7)) return documentBytes([0, kind, edit]);
  if (random.chance(0.5)) return documentBytes([1, spoiled(documentBytes([1, 7, 1, Buffer.from('{"a":1}')]), random)]);
  return spoiled(documentBytes([0, kind, edit]), random);
}

it('edits that are spoiled are taken or close their sender, and never spoil the document', async () => {
  const server = await startDocuments();
  const owner = await register(server.client);
  const session = await makeSession(owner.client);
  const random = new Random(FUZZ_SEED);
  const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
  for (let run = 0; run < FUZZ_RUNS * 3; run += 1) {
    using hostile = await SocketClient.open(server.client.base + ofName(session), { token: owner.client.token });
    const message = hostileMessage(random);
    hostile.ws.send(message);
    hostile.ws.send(Uint8Array.of(3));
    const answered = () => hostile.messages.filter(({ data }) => data[0] === 1).length >= 2;
    const closed = await Promise.race([hostile.closed, hostile.until(answered).then(() => null)]);
    const sent = Buffer.from(message).toString('hex');
    if (closed !== null) {
      expect(CODES, `${sent}: ${closed.reason}`).toContain(closed.code);
      expect(leakIn(closed.reason)).toBeNull();
    }
    one.document.getMap('runs').set('last', run);
    await eventually(() => two.document.getMap('runs').get('last') === run);
  }
  const late = await editing(server, owner, session);
  await eventually(() => late.document.getMap('runs').get('last') === FUZZ_RUNS * 3 - 1);
  for (const { document, text } of [two, late]) {
    expect(text.toDelta()).toEqual(one.text.toDelta());
    expect(document.getMap('map').toJSON()).toEqual(one.document.getMap('map').toJSON());
    expect(Y.decodeStateVector(Y.encodeStateVector(document))).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(one.document)),
    );
    expect(document.store.pendingStructs).toBeNull();
  }
  expect([one.provider.wsconnected, two.provider.wsconnected]).toEqual([true, true]);
});
