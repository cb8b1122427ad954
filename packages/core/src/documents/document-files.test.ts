import { describe, expect, it } from 'vitest';
import { FileWorld } from '../../test/document-file-fixture.js';
import { known, YjsClient } from '../../test/document-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';

const textOf = ({ doc }: YjsClient) => doc.getText('text');

const insertBefore = (client: YjsClient, mark: string, words: string) => {
  const at = client.text.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in ${client.text}`);
  textOf(client).insert(at, words);
};

/** What is written while these last is not written because they are over. */
const NO_DELAY_ENDS = { fileDelayMs: 3_600_000, fileMaxDelayMs: 3_600_000 };

const LINES = 'one\ntwo\nthree\n';

describe('a document that is bound to a file', () => {
  it('is loaded from it, and what is typed comes to it when nothing was typed for a while', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    const bound = expectOk(await it.bind());
    expect(bound).toMatchObject({ path: it.path, text: 'text', status: 'bound', boundBy: it.owner.userId });
    await it.write(`${LINES}four\n`);
    await it.until(() => ada.text === `${LINES}four\n`);
    await it.world.settle();

    const { clock } = await it.binding();
    insertBefore(ada, 'two', '1.5\n');
    await it.world.clock.advance(200);
    insertBefore(ada, 'two', '1.7\n');
    await it.world.clock.advance(200);
    // Reading the file would take time.
    expect((await it.binding()).clock).toBe(clock);
    await it.untilFile('one\n1.5\n1.7\ntwo\nthree\nfour\n');
    await it.until(async () => (await it.binding()).clock === ada.clocks.at(-1));
  });

  it('is written under constant typing as well', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    const written = (await it.binding()).clock;
    for (let step = 0; step < 600 && (await it.binding()).clock === written; step += 1) {
      insertBefore(ada, 'two', 'x');
      await it.world.clock.advance(100);
    }
    expect((await it.binding()).clock).toBeGreaterThan(written);
    expect(await it.read()).toMatch(/^one\nx+two\nthree\n$/);
  });

  it('waits for its turn where more are written than may be at a time', async () => {
    await using it = await FileWorld.open({ documents: { maxFilePasses: 1 } });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const clients = await Promise.all(
      names.map(async (name) => {
        const place = { ...it.ref(name), path: `${name}.txt`, text: 'text' };
        expectOk(await it.world.during(it.carrel.documents.files.bind(it.owner, place)));
        return new YjsClient().connect(it.carrel, it.owner, it.ref(name));
      }),
    );
    for (const [index, client] of clients.entries()) textOf(client).insert(0, `${names[index]}!`);
    await it.until(async () => {
      const files = await Promise.all(names.map((name) => it.read(`${name}.txt`)));
      return files.every((text, index) => text === `${names[index]}!`);
    });
  });

  it('merges what a program did to the file with what two clients type, by an edit that is as small', async () => {
    await using it = await FileWorld.open();
    const long = Array.from({ length: 300 }, (_none, index) => `const v${index}=${index}\n`).join('');
    await it.write(long);
    const [ada, bob] = [await it.connect(), await it.connect()];
    expectOk(await it.bind());
    await it.world.settle();
    const before = bob.frames.length;
    await it.rewrite((text) => text.replace('v150=150', 'v150 = 150'));
    insertBefore(ada, 'const v10=', '// ada\n');
    insertBefore(bob, 'const v290=', '// bob\n');
    const merged = long
      .replace('const v10=', '// ada\nconst v10=')
      .replace('v150=150', 'v150 = 150')
      .replace('const v290=', '// bob\nconst v290=');
    await it.untilFile(merged);
    await it.until(() => ada.text === merged && bob.text === merged);
    const bytes = bob.frames.slice(before).reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(500);
  });

  it('hears nothing of what it wrote itself', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    insertBefore(ada, 'two', 'x');
    await it.untilFile('one\nxtwo\nthree\n');
    const { clock } = expectOk(await it.carrel.documents.get(it.owner, it.ref()));
    await it.world.clock.advance(60_000);
    expect(expectOk(await it.carrel.documents.get(it.owner, it.ref())).clock).toBe(clock);
    expect(await it.read()).toBe(ada.text);
  });

  it('keeps line ends, the mark at the beginning and a missing line end', async () => {
    await using it = await FileWorld.open();
    await it.write('\uFEFFone\r\ntwo');
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    expect(ada.text).toBe('one\ntwo');
    insertBefore(ada, 'two', '1.5\n');
    await it.untilFile('\uFEFFone\r\n1.5\r\ntwo');
    await it.write('one\n1.5\ntwo\n');
    await it.until(() => ada.text === 'one\n1.5\ntwo\n');
    insertBefore(ada, 'two', '1.7\n');
    await it.untilFile('one\n1.5\n1.7\ntwo\n');
  });

  it('is written when the last one leaves, and read when the next one comes', async () => {
    await using it = await FileWorld.open({ documents: { ...NO_DELAY_ENDS, fileLookMs: 3_600_000 } });
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    insertBefore(ada, 'two', 'x');
    await it.world.settle();
    ada.disconnect();
    const leftMs = it.world.clock.now();
    await it.untilFile('one\nxtwo\nthree\n');
    expect(it.world.clock.now() - leftMs).toBeLessThan(NO_DELAY_ENDS.fileDelayMs);
    // Nothing is in memory any more.
    await it.world.clock.advance(120_000);
    await it.write('one\nxtwo\nTHREE\n');
    const bob = await it.connect();
    await it.until(() => bob.text === 'one\nxtwo\nTHREE\n');
  });

  it('is written when the process ends', async () => {
    await using it = await FileWorld.open({ documents: NO_DELAY_ENDS });
    const second = await it.world.replica();
    await it.write(LINES);
    expectOk(await it.bind());
    // The first one, which bound it, lets go.
    await it.world.clock.advance(60_000);
    const ada = await it.connect(second.carrel);
    await it.write('one\ntwo\nTHREE\n');
    await it.until(() => ada.text === 'one\ntwo\nTHREE\n');
    insertBefore(ada, 'two', 'x');
    await it.world.settle();
    await it.world.during(second.carrel.dispose(), 1);
    expect(await it.read()).toBe('one\nxtwo\nTHREE\n');
  });

  it('goes on over a workspace that starts and stops', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    expectOk(await it.world.during(it.carrel.workspaces.start(it.owner, it.sessionId)));
    insertBefore(ada, 'two', 'live ');
    await it.untilFile('one\nlive two\nthree\n');
    await it.rewrite((text) => text.replace('three', 'THREE'));
    await it.until(() => ada.text === 'one\nlive two\nTHREE\n');
    expectOk(await it.world.during(it.carrel.workspaces.stop(it.owner, it.sessionId)));
    insertBefore(ada, 'live', 'asleep ');
    await it.untilFile('one\nasleep live two\nTHREE\n');
    expectOk(await it.world.during(it.carrel.workspaces.start(it.owner, it.sessionId)));
    expect(await it.read()).toBe('one\nasleep live two\nTHREE\n');
    await it.rewrite((text) => text.replace('one', 'ONE'));
    await it.until(() => ada.text === 'ONE\nasleep live two\nTHREE\n');
  });

  it('stops with a reason where the file is gone or no text, and goes on when it is one again', async () => {
    await using it = await FileWorld.open({ documents: { maxBoundFileBytes: 1_000 } });
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    const untilReason = (reason: string) =>
      it.until(async () => (await it.binding()).reason === reason && (await it.binding()).status === 'paused');
    const place = { sessionId: it.sessionId, path: it.path };
    expectOk(await it.world.during(it.carrel.files.remove(it.owner, place)));
    await untilReason('file-missing');
    insertBefore(ada, 'two', 'x');
    await it.write(Buffer.from([0xff, 0xfe, 0]));
    await untilReason('file-not-text');
    await it.write('y'.repeat(1_001));
    await untilReason('file-too-large');
    await it.write('one\ntwo\nTHREE\n');
    await it.untilFile('one\nxtwo\nTHREE\n');
    await it.until(async () => (await it.binding()).status === 'bound');
    expect(ada.text).toBe('one\nxtwo\nTHREE\n');
    expect(await it.binding()).not.toHaveProperty('reason');
  });

  it('ends when who bound it may not write any more, and goes on when somebody else binds it', async () => {
    await using it = await FileWorld.open();
    const { participant } = it.world.people;
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind({}, participant));
    await it.world.settle();
    const place = { sessionId: it.sessionId, userId: participant.userId };
    expectOk(await it.carrel.members.set(it.owner, place, 'viewer'));
    insertBefore(ada, 'two', 'x');
    await it.until(async () => (await it.binding()).status === 'ended');
    expect((await it.binding()).reason).toBe('access-lost');
    await it.world.clock.advance(30_000);
    expect(await it.read()).toBe(LINES);
    expectOk(await it.bind({ prefer: 'document' }));
    expect(await it.read()).toBe('one\nxtwo\nthree\n');
  });

  it('is left by its file when it is bound no more, and when it is removed', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    expectOk(await it.world.during(it.carrel.documents.files.unbind(it.owner, it.ref())));
    expectErr(await it.carrel.documents.files.unbind(it.owner, it.ref()), 'document-file/not-bound');
    insertBefore(ada, 'two', 'x');
    await it.world.clock.advance(30_000);
    expect(await it.read()).toBe(LINES);
    expectOk(await it.bind({ prefer: 'file' }));
    await it.until(() => ada.text === LINES);
    expectOk(await it.carrel.documents.remove(it.owner, it.ref()));
    expectErr(await it.carrel.documents.files.get(it.owner, it.ref()), 'document-file/not-bound');
    await it.world.clock.advance(30_000);
    expect(await it.read()).toBe(LINES);
  });
});

describe('binding a document to a file', () => {
  it('makes the file where there is none', async () => {
    await using it = await FileWorld.open();
    const ada = await it.connect();
    textOf(ada).insert(0, 'said\n');
    await it.world.settle();
    expectOk(await it.bind());
    expect(await it.read()).toBe('said\n');
  });

  it('asks which one is meant where both say something else', async () => {
    await using it = await FileWorld.open();
    const ada = await it.connect();
    textOf(ada).insert(0, 'of the document\n');
    await it.world.settle();
    await it.write('of the file\n');
    expectErr(await it.bind(), 'document-file/differs');
    expect(await it.read()).toBe('of the file\n');
    expectErr(await it.carrel.documents.files.get(it.owner, it.ref()), 'document-file/not-bound');
    expectOk(await it.bind({ prefer: 'file' }));
    await it.until(() => ada.text === 'of the file\n');
  });

  it('empties the document where an empty file is preferred, and fills the file where nothing is', async () => {
    await using it = await FileWorld.open();
    const ada = await it.connect();
    textOf(ada).insert(0, 'old\n');
    await it.world.settle();
    await it.write('');
    expectOk(await it.bind({ prefer: 'file' }));
    await it.until(() => ada.text === '');
    expect(await it.read()).toBe('');
    expectOk(await it.world.during(it.carrel.documents.files.unbind(it.owner, it.ref())));
    textOf(ada).insert(0, 'new\n');
    await it.world.settle();
    expectOk(await it.bind());
    expect(await it.read()).toBe('new\n');
  });

  it('is refused for a file of another document, and for what is none', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    expectOk(await it.bind());
    const other = { name: 'other' };
    expectErr(await it.bind({ ...other, path: `./src/../${it.path}` }), 'document-file/taken');
    expectErr(await it.bind({ ...other, path: '../out' }), 'request/invalid');
    expectErr(await it.bind({ ...other, path: 'src/' }), 'request/invalid');
    expectErr(await it.bind({ ...other, path: 'src' }), 'file/is-a-directory');
    await it.write(Buffer.from([0xc3, 0x28]), 'binary');
    const refused = expectErr(await it.bind({ ...other, path: 'binary' }), 'document-file/unusable');
    expect(refused.reason).toBe('file-not-text');
    expectErr(await it.bind({ ...other, path: 'x' }, it.world.people.viewer), 'session/not-found');
    // What was bound stays so.
    expect((await it.binding()).path).toBe(it.path);
  });

  it('moves a document to another file', async () => {
    await using it = await FileWorld.open();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    expectOk(await it.bind({ path: 'copy.txt' }));
    expect(await it.read('copy.txt')).toBe(LINES);
    insertBefore(ada, 'two', 'x');
    await it.until(async () => (await it.read('copy.txt')) === 'one\nxtwo\nthree\n');
    expect(await it.read()).toBe(LINES);
  });

  it('is of plain texts alone', async () => {
    await using it = await FileWorld.open();
    const ada = await it.connect();
    textOf(ada).insertEmbed(0, { image: 1 });
    await it.world.settle();
    expect(expectErr(await it.bind(), 'document-file/unusable').reason).toBe('document-not-text');
  });
});

describe('several replicas', () => {
  it('write the file one at a time, and another one goes on when one dies', async () => {
    await using it = await FileWorld.open();
    const second = await it.world.replica();
    await it.write(LINES);
    const ada = await it.connect();
    expectOk(await it.bind());
    await it.world.settle();
    const bob = await it.connect(second.carrel);
    insertBefore(bob, 'two', 'bob ');
    await it.untilFile('one\nbob two\nthree\n');
    expect(ada.text).toBe(bob.text);
    // The owner's calls go through the replica that lives.
    known(it.world.replicas[0]).kill();
    insertBefore(bob, 'three', 'still ');
    const place = { sessionId: it.sessionId, path: it.path };
    await it.until(async () => {
      const { data } = expectOk(await second.carrel.files.read(it.owner, place));
      const parts: Uint8Array[] = [];
      for await (const part of data) parts.push(part);
      return Buffer.concat(parts).toString() === 'one\nbob two\nstill three\n';
    });
  });
});
