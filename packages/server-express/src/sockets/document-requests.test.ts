import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { documentBytes } from './document-bytes.js';
import { hocuspocusFrames, plainFrames } from './document-frames.js';
import { readDocumentMessage, readNamedMessage } from './document-requests.js';

const NAME = Buffer.from('src/main.ts');
const frames = plainFrames(false);

function doc(words: string): Y.Doc {
  const made = new Y.Doc();
  made.getText().insert(0, words);
  return made;
}

/** A message as y-websocket makes it. */
function message(write: (encoder: encoding.Encoder) => void, kind = 0): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, kind);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

describe('readDocumentMessage', () => {
  it('reads the messages of y-protocols', () => {
    const edited = doc('hello');
    const update = Y.encodeStateAsUpdate(edited);
    expect(readDocumentMessage(message((encoder) => sync.writeSyncStep1(encoder, edited)))).toEqual({
      type: 'step-one',
      vector: Y.encodeStateVector(edited),
    });
    expect(readDocumentMessage(message((encoder) => sync.writeSyncStep2(encoder, edited)))).toEqual({
      ...{ type: 'update', isWhole: true, update },
    });
    expect(readDocumentMessage(message((encoder) => sync.writeUpdate(encoder, update)))).toEqual({
      ...{ type: 'update', isWhole: false, update },
    });
    expect(readDocumentMessage(Uint8Array.of(1, 1, 0))).toEqual({ type: 'awareness', update: Uint8Array.of(0) });
    expect(readDocumentMessage(Uint8Array.of(3))).toEqual({ type: 'query-awareness' });
  });

  it.each([
    ['nothing', []],
    ['an unknown kind', [9]],
    ['authentication, which has its place before', [2, 0, 0]],
    ['a kind of synchronisation that there is not', [0, 3, 1, 0]],
    ['a number without an end', [0x80, 0x80]],
    ['a number that is too large', [...Array<number>(9).fill(0xff), 0]],
    ['an update that is cut short', [0, 2, 5, 0]],
    ['an update without a length', [0, 2]],
    ['more behind its end', [0, 2, 1, 0, 7]],
    ['awareness that is cut short', [1, 3, 1, 5, 1]],
    ['awareness of more clients than it has', [1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['awareness with more behind it', [1, 2, 0, 0]],
  ])('refuses %s', (_what, bytes) => {
    expect(readDocumentMessage(Uint8Array.from(bytes))).toBeNull();
  });

  it('takes any bytes without throwing, and reads none that were not sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        const memory = new Uint8Array(noise.length + 500).fill(0xaa);
        memory.set(noise);
        expect(readDocumentMessage(memory.subarray(0, noise.length))).toEqual(readDocumentMessage(noise));
      }),
    );
  });
});

describe('readNamedMessage', () => {
  const named = (...parts: (number | Uint8Array)[]) => readNamedMessage(documentBytes([NAME, ...parts]), NAME);

  it('reads the messages of Hocuspocus', () => {
    expect(named(0, 2, Uint8Array.of(0, 0))).toEqual({
      ...{ type: 'update', isWhole: false, update: Uint8Array.of(0, 0) },
    });
    expect(named(2, 0, Buffer.from('a token'))).toEqual({ type: 'token' });
    expect(named(5, Buffer.from('{}'))).toEqual({ type: 'nothing' });
    expect(named(7)).toEqual({ type: 'leave' });
  });

  it('refuses those of another document, of the plain protocol, and what is no message', () => {
    expect(readNamedMessage(documentBytes([Buffer.from('other'), 3]), NAME)).toBeNull();
    expect(readNamedMessage(Uint8Array.of(0, 2, 1, 0), NAME)).toBeNull();
    expect(named()).toBeNull();
    expect(named(2, 1, Buffer.from('no'))).toBeNull();
    expect(named(7, 7)).toBeNull();
  });
});

describe('plainFrames', () => {
  it('are read by y-protocols', () => {
    const [server, client] = [doc('hello'), new Y.Doc()];
    const update = Y.encodeStateAsUpdate(server);
    for (const frame of [frames.stepTwo(update), frames.update(update)])
      expect(readDocumentMessage(frame)).toMatchObject({ type: 'update', update });
    expect(readDocumentMessage(frames.stepOne(Y.encodeStateVector(client)))).toMatchObject({ type: 'step-one' });
    expect(readDocumentMessage(frames.awareness(Uint8Array.of(0)))).toMatchObject({ type: 'awareness' });
  });

  it('tell of a denial once, and of what is durable to who asks', () => {
    expect(frames.denied('no', true).map((frame) => [...frame])).toEqual([[2, 0, 2, 110, 111]]);
    expect(frames.denied('no', false)).toEqual([]);
    const ack = { clock: 300, upTo: 4, more: 2 };
    expect(frames.acknowledged(ack)).toEqual([]);
    expect(plainFrames(true).acknowledged(ack)).toEqual([Buffer.from([8, 0xac, 2, 4])]);
    expect(hocuspocusFrames('a').acknowledged(ack)).toHaveLength(2);
  });
});
