import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { KEY, numbered, type OpenStreamLog } from './open-stream-log.js';

/** What is written is there, once and in order. */
export function describeAppends(cases: Cases<OpenStreamLog>): void {
  cases.group('appends', () => {
    describeOrder(cases);
    describePositions(cases);
    describeTexts(cases);
    describeInfo(cases);
  });
}

function describeOrder(cases: Cases<OpenStreamLog>): void {
  cases.it('append gives the position of the next chunk', async (open) => {
    await open.stream();
    assert.equal(await open.append(['a']), 1);
    assert.equal(await open.append(['b', 'c', 'd']), 4);
    assert.equal(await open.append(['e']), 5);
  });

  cases.it('appends that are called at once happen in the order of the calls', async (open) => {
    await open.stream();
    const nexts = await Promise.all(numbered(200).map((chunk) => open.append([chunk])));
    assert.deepEqual(
      nexts,
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, numbered(200));
  });

  cases.it('an end that is called after appends comes after them', async (open) => {
    await open.stream();
    const written = Promise.all(numbered(50).map((chunk) => open.append([chunk])));
    const ended = open.end();
    await Promise.all([written, ended]);
    assert.deepEqual((await open.readAll()).chunks, numbered(50));
  });

  cases.it('the chunks of one append are next to each other, whoever else writes', async (open) => {
    await open.stream();
    const groups = Array.from({ length: 20 }, (_, group) => ['a', 'b', 'c'].map((part) => `${group}${part}`));
    await Promise.all(groups.map((group) => open.append(group)));
    await open.end();
    const { chunks } = await open.readAll();
    assert.deepEqual(chunks, groups.flat());
  });

  cases.it('streams do not see each other', async (open) => {
    await open.stream([], {}, 'one');
    await open.stream([], {}, 'two');
    await Promise.all(numbered(30).map((chunk, index) => open.append([chunk], index % 2 === 0 ? 'one' : 'two')));
    await open.end(undefined, 'one');
    await open.end(undefined, 'two');
    assert.deepEqual(
      (await open.readAll(0, 'one')).chunks,
      numbered(30).filter((_, index) => index % 2 === 0),
    );
    assert.deepEqual(
      (await open.readAll(0, 'two')).chunks,
      numbered(30).filter((_, index) => index % 2 === 1),
    );
  });
}

function describePositions(cases: Cases<OpenStreamLog>): void {
  cases.it('append at the next position is ok, at another it is stream/conflict and changes nothing', async (open) => {
    await open.stream(numbered(2));
    const { log } = open;
    assert.equal(await expectOk(log.append(KEY, numbered(2, 2), { at: 2 })), 4);
    for (const at of [0, 2, 3, 5, 100]) {
      const conflict = await expectErr(log.append(KEY, ['wrong'], { at }), 'stream/conflict');
      assert.equal(conflict.next, 4);
    }
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, numbered(4));
  });

  cases.it('of several appends at one position one happens', async (open) => {
    await open.stream(['first']);
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((chunk) => open.log.append(KEY, [chunk, chunk], { at: 1 })),
    );
    assert.equal(results.filter((result) => result.isOk()).length, 1);
    for (const result of results) if (result.isErr()) assert.equal(result.error.type, 'stream/conflict');
    assert.equal((await expectOk(open.log.info(KEY)))?.next, 3);
  });

  cases.it('an append of nothing gives the next position, and keeps to at', async (open) => {
    await open.stream(numbered(3));
    assert.equal(await open.append([]), 3);
    assert.equal(await expectOk(open.log.append(KEY, [], { at: 3 })), 3);
    assert.equal((await expectErr(open.log.append(KEY, [], { at: 2 }), 'stream/conflict')).next, 3);
    await open.end();
    await expectErr(open.log.append(KEY, []), 'stream/ended');
    assert.deepEqual((await open.readAll()).chunks, numbered(3));
  });
}

function describeTexts(cases: Cases<OpenStreamLog>): void {
  cases.it('chunks are read as they were written, whatever their text', async (open) => {
    const texts = [
      '',
      ' ',
      '\n',
      'a\r\nb',
      '\u0000',
      '{"a":1}',
      'ü',
      '日本語',
      '👩‍👩‍👧',
      '"',
      '\\',
      '\u2028',
      '\ufeff',
      'null',
      '0',
    ];
    await open.stream(texts);
    for (const text of texts) await open.append([text]);
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, [...texts, ...texts]);
  });

  cases.it('a chunk may have maxChunkBytes bytes of UTF-8, and no more', async (open) => {
    const { maxChunkBytes } = open.log;
    const largest = `${'ü'.repeat(Math.floor(maxChunkBytes / 2))}${'x'.repeat(maxChunkBytes % 2)}`;
    await open.stream([largest]);
    await expectErr(open.log.append(KEY, ['fits', `${largest}x`]), 'stream/chunk-too-large');
    await open.append(['after']);
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, [largest, 'after']);
  });

  cases.it('5,000 chunks, in appends of all sizes', async (open) => {
    await open.stream();
    const chunks = numbered(5_000);
    for (let at = 0, size = 1; at < chunks.length; at += size, size = (size % 97) + 1)
      await expectOk(open.log.append(KEY, chunks.slice(at, at + size), { at }));
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, chunks);
    assert.deepEqual((await open.readAll(4_321)).chunks, chunks.slice(4_321));
  });
}

function describeInfo(cases: Cases<OpenStreamLog>): void {
  cases.it('info says what is kept and how it ended', async (open) => {
    await open.stream([], { maxChunks: 3 });
    const facts = async () => {
      const info = await expectOk(open.log.info(KEY));
      return info === null ? null : [info.first, info.next, info.end];
    };
    assert.deepEqual(await facts(), [0, 0, null]);
    await open.append(numbered(2));
    assert.deepEqual(await facts(), [0, 2, null]);
    const end = { reason: 'failed', error: { type: 'model/refused', message: 'it would not' } } as const;
    await open.end(end);
    assert.deepEqual(await facts(), [0, 2, end]);
  });
}
