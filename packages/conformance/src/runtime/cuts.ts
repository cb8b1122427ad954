import assert from 'node:assert/strict';
import { CarrelException } from '@carrel/core/kernel';
import type { ConnectionError } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { numbered, within } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What holds when a link breaks, while all else goes on. */
export function describeCuts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('cut links', () => {
    describeCutReaders(cases, options);
    describeCutCalls(cases, options);
  });
}

function describeCutReaders(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const cuts = needs(options, 'cutConnections');

  cases.itWhen(cuts, 'a reader whose link is cut gets failed, never an exit', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const reader = await open.attach(connection, await open.spawn(connection, open.programs.sleep('600')));
    const reading = reader.rest();
    await open.subject.cutConnections(handle);
    const { last } = await reading;
    assert.equal(last?.type === 'failed' && last.error.type, 'connection/lost');
  });

  cases.itWhen(
    cuts,
    'a process whose link is cut goes on, and each byte is read once over many links',
    async (open) => {
      const handle = await open.box();
      const id = await open.spawn(await open.connect(handle), open.programs.tick('80', '0.01'));
      let text = '';
      let position = 0;
      for (let cut = 0; cut < 5; cut += 1) {
        const reader = await open.attach(await open.connect(handle), id, position);
        await reader.take();
        await open.subject.cutConnections(handle);
        await reader.rest();
        text += reader.reading().stdout;
        position = reader.position;
      }
      const { stdout, exit } = await open.finish(await open.connect(handle), id, position);
      assert.equal(text + stdout, numbered(80));
      assert.deepEqual(exit, exited(0));
    },
  );
}

function describeCutCalls(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const cuts = needs(options, 'cutConnections');

  cases.itWhen(cuts, 'calls under way fail with connection/lost when the link is cut', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const id = await open.spawn(connection, open.programs.sleep('600'), { stdin: true });
    const stuck = connection.processes.writeStdin(id, Buffer.alloc(4_194_304));
    await expectOk(connection.stats());
    await open.subject.cutConnections(handle);
    await expectErr(within(stuck, 'the write'), 'connection/lost');
    await within(connection.closed, 'the end of the link');
    await expectErr(connection.stats(), 'connection/lost');
    assert.equal((await expectOk((await open.connect(handle)).processes.get(id))).exit, null);
  });

  cases.itWhen(cuts, 'a read whose link is cut ends with a thrown error, never like a whole file', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const size = 33_554_432;
    await expectOk(connection.files.write('large', Buffer.alloc(size)));
    const whole = await expectOk(connection.files.read('large'));
    const archive = await expectOk(connection.files.download(''));
    for (const data of [whole.data, archive]) {
      let received = 0;
      const read = async () => {
        for await (const chunk of data) {
          if (received === 0) await open.subject.cutConnections(handle);
          received += chunk.length;
        }
      };
      await assert.rejects(within(read(), 'the read'), (error) => {
        assert.ok(error instanceof CarrelException, String(error));
        assert.equal((error.error as ConnectionError).type, 'connection/lost');
        return true;
      });
      assert.ok(received < size, 'the whole file was read');
    }
  });

  cases.itWhen(cuts, 'a watch whose link is cut ends with failed, and can be taken up again', async (open) => {
    const handle = await open.box();
    const events = await expectOk((await open.connect(handle)).files.watch(''));
    const iterator = events[Symbol.asyncIterator]();
    await open.write(await open.connect(handle), 'one', 'x');
    const first = await within(iterator.next(), 'the first event');
    assert.ok(first.done !== true && first.value.type === 'created' && first.value.path === 'one');
    await open.subject.cutConnections(handle);
    let item = await within(iterator.next(), 'the end of the watch');
    while (item.done !== true && item.value.type !== 'failed') item = await iterator.next();
    assert.ok(item.done !== true && item.value.type === 'failed', JSON.stringify(item));
    const connection = await open.connect(handle);
    await open.write(connection, 'two', 'x');
    const seen = await expectOk(connection.files.watch('', { from: first.value.position + 1 }));
    for await (const event of seen) {
      assert.ok('path' in event, JSON.stringify(event));
      if (event.type === 'created' && event.path === 'two') break;
    }
  });
}
