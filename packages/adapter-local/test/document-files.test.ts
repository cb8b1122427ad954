import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel, type Caller, type Carrel } from '@carrel/core';
import type { DocumentConnection, DocumentSink } from '@carrel/core/documents';
import type { SessionId } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { localRuntime } from '../src/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly session: SessionId;
  /** Runs a program in the workspace, as agents and formatters do. */
  run(script: string): Promise<string>;
}

const NAME = 'notes';
const PATH = 'src/main.txt';

async function world(): Promise<World> {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-document-files-'));
  const carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: localRuntime({ baseDir, watchIntervalMs: 50 }) },
    // Only the watch tells of the file in time.
    documents: { fileDelayMs: 50, fileMaxDelayMs: 200, fileLookMs: 600_000 },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
  });
  const request = { requestId: 'req_test' };
  const { tokens } = await expectOk(
    carrel.identity.register({ email: 'a@example.com', password: 'correct horse' }, request),
  );
  const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, request.requestId));
  const { id: session } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
  await expectOk(carrel.workspaces.start(caller, session));
  return {
    ...{ carrel, caller, session },
    run: async (script) => {
      const ran = await expectOk(carrel.commands.run(caller, session, { request: { argv: ['sh', '-c', script] } }));
      return ran.stdout;
    },
    async [Symbol.asyncDispose]() {
      await expectOk(carrel.workspaces.stop(caller, session));
      await carrel.dispose();
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

/** Somebody who edits the document. */
class Editor implements DocumentSink {
  readonly doc = new Y.Doc();
  private connection: DocumentConnection | null = null;

  get text(): Y.Text {
    return this.doc.getText('text');
  }

  async connect({ carrel, caller, session: sessionId }: World): Promise<this> {
    const connection = await expectOk(carrel.documents.open(caller, { sessionId, name: NAME }, { sink: this }));
    this.connection = connection;
    for (const update of connection.diff(Y.encodeStateVector(this.doc)).unwrapOr([])) this.take(update);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) connection.push(update)._unsafeUnwrap();
    });
    return this;
  }

  insertBefore(mark: string, words: string): void {
    this.text.insert(this.text.toJSON().indexOf(mark), words);
  }

  close(): void {
    this.connection?.close();
  }

  update({ bytes }: { readonly bytes: Uint8Array }): boolean {
    this.take(bytes);
    return true;
  }

  awareness(): boolean {
    return true;
  }

  acknowledged(): boolean {
    return true;
  }

  role(): void {
    // Nobody's role changes here.
  }

  closed(): void {
    this.connection = null;
  }

  private take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this);
  }
}

describe('a document that is bound to a real file', () => {
  it('has what programs do to the file, and the file has what is typed', async () => {
    await using it = await world();
    await it.run(`mkdir -p src && printf 'one\\r\\ntwo\\r\\nthree' > ${PATH}`);
    const ref = { sessionId: it.session, name: NAME };
    const [ada, bob] = [await new Editor().connect(it), await new Editor().connect(it)];
    const bound = await expectOk(it.carrel.documents.files.bind(it.caller, { ...ref, path: PATH }));
    expect(bound.status).toBe('bound');
    expect(ada.text.toJSON()).toBe('one\ntwo\nthree');

    ada.insertBefore('two', 'ada ');
    bob.insertBefore('three', 'bob ');
    await eventually(async () => {
      expect(await it.run(`cat ${PATH}`)).toBe('one\r\nada two\r\nbob three');
    });
    // In place, as editors that do not replace the file do it.
    await it.run(`sed 's/one/ONE/' ${PATH} > tmp && cat tmp > ${PATH}`);
    await eventually(() => {
      expect([ada.text.toJSON(), bob.text.toJSON()]).toEqual(Array(2).fill('ONE\nada two\nbob three'));
    });
    // By another file that takes its place.
    await it.run(`sed 's/two/TWO/' ${PATH} > tmp && mv tmp ${PATH}`);
    await eventually(() => {
      expect(ada.text.toJSON()).toBe('ONE\nada TWO\nbob three');
    });
    await it.run(`mv ${PATH} src/other.txt`);
    await eventually(async () => {
      expect(await expectOk(it.carrel.documents.files.get(it.caller, ref))).toMatchObject({
        status: 'paused',
        reason: expect.stringMatching(/^file-(renamed|missing)$/u) as string,
      });
    });
    ada.insertBefore('ONE', 'zero\n');
    await it.run(`mv src/other.txt ${PATH}`);
    await eventually(async () => {
      expect(await it.run(`cat ${PATH}`)).toBe('zero\r\nONE\r\nada TWO\r\nbob three');
    });
    ada.close();
    bob.close();
  });

  it('merges what a program does again and again while two type', async () => {
    await using it = await world();
    const ref = { sessionId: it.session, name: NAME };
    await it.run(`mkdir -p src && printf 'a\\nb\\nc\\n' > ${PATH}`);
    const [ada, bob] = [await new Editor().connect(it), await new Editor().connect(it)];
    await expectOk(it.carrel.documents.files.bind(it.caller, { ...ref, path: PATH }));
    const place = { sessionId: it.session, path: PATH };
    for (let round = 0; round < 10; round += 1) {
      ada.insertBefore('b', `ada${round}\n`);
      bob.insertBefore('c', `bob${round}\n`);
      // A program that reads, changes and writes, and begins again where somebody wrote between.
      await eventually(async () => {
        const { data, entry } = await expectOk(it.carrel.files.read(it.caller, place));
        const parts: Uint8Array[] = [];
        for await (const part of data) parts.push(part);
        const changed = Buffer.concat([...parts, Buffer.from(`program${round}\n`)]);
        await expectOk(it.carrel.files.write(it.caller, { ...place, data: changed }, { expectTag: entry.tag }));
      });
    }
    await eventually(async () => {
      const file = await it.run(`cat ${PATH}`);
      expect([ada.text.toJSON(), bob.text.toJSON()]).toEqual([file, file]);
      const lines = file.trimEnd().split('\n').sort();
      const wanted = Array.from({ length: 10 }, (_none, round) => [`ada${round}`, `bob${round}`, `program${round}`]);
      expect(lines).toEqual([...wanted.flat(), 'a', 'b', 'c'].sort());
    });
    ada.close();
    bob.close();
  });
});
