import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn } from './fault-cluster.js';
import { follow, isTicking, outputOf, readFrom, startTicking } from './ticking.js';

/** How many programs of links run in a box. */
const CONNECTS = 'grep -lz "^connect$" /proc/[0-9]*/cmdline 2>/dev/null | wc -l';

describe.runIf(hasStandIn).each(['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const)('a link by %s', (protocol) => {
  it('is cut: what runs goes on, and is read on over the next link, each byte once', async () => {
    await using cluster = await FaultCluster.open({ execProtocols: [protocol] });
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    const id = await startTicking(await expectOk(runtime.connect(handle)));
    let [text, from] = ['', 0];
    for (let times = 0; times < 3; times += 1) {
      const connection = await expectOk(runtime.connect(handle));
      await readFrom(connection, id, { from, bytes: 80 }).then((reading) => {
        text += reading.text;
        from = reading.position;
      });
      const { reading } = await follow(connection, id, { from });
      expect(cluster.standIn.faults.cutStreams({ subresource: 'exec' })).toBeGreaterThan(0);
      const { last, position, text: more } = await reading;
      expect(last?.type === 'failed' && last.error.type).toBe('connection/lost');
      text += more;
      from = position;
      await connection.closed;
    }
    expect(isTicking(text)).toBe(true);
    await cluster.clear(runtime, handle);
  });

  it('leaves nothing in the box when it is closed', async () => {
    await using cluster = await FaultCluster.open({ execProtocols: [protocol] });
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    for (let times = 0; times < 5; times += 1) {
      const other = await expectOk(runtime.connect(handle));
      await expectOk(other.files.write('file', Buffer.alloc(100_000)));
      await other.close();
    }
    await eventually(async () => {
      expect((await outputOf(connection, CONNECTS)).trim()).toBe('1');
    });
    await cluster.clear(runtime, handle);
  });

  it('carries much in both directions, as it is', async () => {
    await using cluster = await FaultCluster.open({ execProtocols: [protocol] });
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    const content = Buffer.alloc(20_000_000);
    for (let at = 0; at < content.length; at += 4) content.writeUInt32LE((at * 2_654_435_761) >>> 0, at);

    await expectOk(connection.files.write('large', content));
    const { data } = await expectOk(connection.files.read('large'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);

    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    await cluster.clear(runtime, handle);
  });
});

describe.runIf(hasStandIn)('a link to a box on Kubernetes', () => {
  it('is tried again while a box starts, when the API server or its node does not open it', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    cluster.standIn.faults.failNext({ resource: 'pods/exec' }, { status: 500, times: 2 });
    const handle = await cluster.box(runtime);
    expect(cluster.asked('get', 'pods/exec') + cluster.asked('create', 'pods/exec')).toBe(3);
    await cluster.clear(runtime, handle);
  });

  it('cannot be opened: that the box runs is not doubted, and the caller may try again', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    await (await expectOk(runtime.connect(handle))).close();
    cluster.standIn.faults.failNext({ resource: 'pods/exec' }, { status: 500 });

    const error = await expectErr(runtime.connect(handle), 'runtime/unavailable');

    expect(error.retryable).toBe(true);
    await expectOk(runtime.connect(handle));
    await cluster.clear(runtime, handle);
  });

  it('is not opened any more when its caller gives up', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    await (await expectOk(runtime.connect(handle))).close();
    const quick = cluster.standIn.faults.slow({ resource: 'pods/exec' }, 2_000);

    await expectErr(runtime.connect(handle, { signal: AbortSignal.timeout(100) }), 'request/aborted');

    quick();
    await eventually(() => {
      expect(cluster.standIn.open().streams).toBe(0);
    });
    await cluster.clear(runtime, handle);
  });
});
