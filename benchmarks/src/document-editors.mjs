/** Two clients for each document of a server: raw sockets that say what the providers of npm say. */
import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const [SYNC, AUTH] = [0, 2];
const [STEP_ONE, STEP_TWO, UPDATE] = [0, 1, 2];
/** How many connect at once. */
const AT_ONCE = 20;

export async function openEditors(server, { documents, words }) {
  return new Editors((await someAtOnce(documents, (index) => openPair(server, server.place(index), words))).flat());
}

/** One client for each document, which types `words` where there are any. */
export async function openAlone(server, { documents, words = '' }) {
  return new Editors(await someAtOnce(documents, (index) => openOne(server, server.place(index), words)));
}

/** Documents are opened and left again, so many times together; of `documents` different ones. */
export async function openAndLeave(server, { documents, times }) {
  await someAtOnce(times, async (index) => {
    const editor = await openOne(server, server.place(index % documents), '');
    editor.socket.close();
    await once(editor.socket, 'close');
  });
}

async function someAtOnce(count, work) {
  const done = [];
  for (let index = 0; index < count; index += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - index) }, (_, more) => index + more);
    done.push(...(await Promise.all(some.map(work))));
  }
  return done;
}

async function openOne(server, place, words) {
  const editor = new Editor(server, place);
  await editor.open();
  if (words !== '') editor.insert(words);
  return editor;
}

async function openPair(server, place, words) {
  const first = await openOne(server, place, words);
  const second = new Editor(server, place);
  await second.open();
  await second.has(words.length);
  [first.other, second.other] = [second, first];
  return [first, second];
}

/** One client. It has a document of its own that only what it types itself goes into: what it gets is counted. */
class Editor {
  document = new Y.Doc();
  other = null;
  /** When those of its edits were sent that the other one does not have yet. */
  sent = [];
  onOther = () => undefined;
  received = 0;
  waiters = [];
  update = null;

  constructor(server, { name, url }) {
    this.prefix = server.isNamed ? name : null;
    this.socket = new WebSocket(url, server.token === null ? [] : ['carrel.v5', `carrel.bearer.${server.token}`], {
      perMessageDeflate: false,
    });
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('message', (data) => this.take(data));
    this.document.on('update', (update) => {
      this.update = update;
    });
  }

  async open() {
    await once(this.socket, 'open');
    if (this.prefix !== null) this.say(AUTH, (encoder) => token(encoder));
    this.say(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, STEP_ONE);
      encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.document));
    });
    await new Promise((resolve) => {
      this.onSynced = resolve;
    });
  }

  /** Resolves when the others typed so many characters. */
  async has(length) {
    while (this.received < length) await new Promise((resolve) => this.waiters.push(resolve));
  }

  insert(words) {
    const text = this.document.getText('content');
    text.insert(text.length, words);
    this.say(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, UPDATE);
      encoding.writeVarUint8Array(encoder, this.update);
    });
  }

  /** Types one character and notes when. */
  type() {
    this.sent.push(performance.now());
    this.insert('x');
  }

  say(kind, write) {
    const encoder = encoding.createEncoder();
    if (this.prefix !== null) encoding.writeVarString(encoder, this.prefix);
    encoding.writeVarUint(encoder, kind);
    write(encoder);
    this.socket.send(encoding.toUint8Array(encoder));
  }

  take(data) {
    const decoder = decoding.createDecoder(data);
    if (this.prefix !== null) decoding.readVarString(decoder);
    if (decoding.readVarUint(decoder) !== SYNC) return;
    const kind = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (kind === STEP_ONE) this.answer(bytes);
    else if (kind === STEP_TWO) this.synced(bytes);
    else if (this.other === null) this.count(bytes);
    // Some servers send an edit back to its sender too.
    else if (authorOf(bytes) === this.other.document.clientID) this.other.onOther(this.other);
  }

  answer(vector) {
    this.say(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, STEP_TWO);
      encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdate(this.document, vector));
    });
  }

  synced(update) {
    this.count(update);
    this.onSynced();
  }

  count(update) {
    const seen = new Y.Doc();
    Y.applyUpdate(seen, update);
    this.received += seen.getText('content').length;
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}

/** Whose edit it is, where it is one's: behind how many clients it is of, and how many pieces of the first. */
function authorOf(update) {
  const decoder = decoding.createDecoder(update);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarUint(decoder);
}

function token(encoder) {
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarString(encoder, '');
}

class Editors {
  constructor(all) {
    this.all = all;
  }

  /** How long each edit took to the other client, in milliseconds, while all type so many keys a second. */
  async type({ perSecond, forMs }) {
    const taken = [];
    for (const editor of this.all) editor.onOther = (sender) => taken.push(performance.now() - sender.sent.shift());
    const everyMs = 1_000 / perSecond;
    const startedAt = performance.now();
    const next = this.all.map((_, index) => (index / this.all.length) * everyMs);
    while (performance.now() - startedAt < forMs) {
      const now = performance.now() - startedAt;
      for (const [index, editor] of this.all.entries()) {
        if (next[index] > now) continue;
        next[index] += everyMs;
        editor.type();
      }
      await new Promise(setImmediate);
    }
    await this.settled();
    return taken;
  }

  /** How many edits a second came to the other client, while each sends the next when the last is there. */
  async race({ forMs }) {
    let count = 0;
    let isOver = false;
    for (const editor of this.all) {
      editor.onOther = (sender) => {
        sender.sent.shift();
        count += 1;
        if (!isOver) sender.type();
      };
    }
    const startedAt = performance.now();
    for (const editor of this.all) editor.type();
    await new Promise((resolve) => setTimeout(resolve, forMs));
    isOver = true;
    const rate = (count * 1_000) / (performance.now() - startedAt);
    await this.settled();
    return rate;
  }

  close() {
    for (const { socket } of this.all) socket.terminate();
  }

  /** Closed when it resolves, as the server sees it too. */
  async leave() {
    await Promise.all(
      this.all.map(async ({ socket }) => {
        socket.close();
        await once(socket, 'close');
      }),
    );
  }

  async settled() {
    const deadline = performance.now() + 30_000;
    while (this.all.some(({ sent }) => sent.length > 0)) {
      if (performance.now() > deadline) throw new Error('Edits are missing');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
