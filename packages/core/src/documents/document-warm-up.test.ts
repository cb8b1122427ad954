import { describe, expect, it } from 'vitest';
import { DocumentWorld, known, YjsClient } from '../../test/document-fixture.js';
import { expectOk } from '../../test/expect-result.js';
import { memoryMetrics } from '../telemetry/index.js';
import type { DocumentOptions } from './document-options.js';
import { documentRecents } from './document-records.js';

const MINUTE = 60_000;
const LOOKUPS = (outcome: string) => `carrel_cache_lookups_total{cache="documents",outcome="${outcome}"}`;

async function world(documents: DocumentOptions = {}) {
  const metrics = memoryMetrics();
  const it = await DocumentWorld.open({ documents });
  const valueOf = (name: string) => {
    const line = metrics
      .text()
      .split('\n')
      .find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  return { it, metrics, valueOf };
}

/** Documents that somebody has open, the last of them used last. */
async function edit(it: DocumentWorld, names: readonly string[], text = 'kept') {
  for (const name of names) {
    const client = await new YjsClient().connect(it.carrel, it.people.owner, it.ref(name));
    client.doc.getText('text').insert(0, text);
    await it.settle();
  }
}

/** A process that begins now, with metrics of its own. */
function start(it: DocumentWorld, metrics: ReturnType<typeof memoryMetrics>) {
  return it.replica({ metrics });
}

describe('documents after a start', () => {
  it('are in memory before anybody asks for them, and who asks finds them there', async () => {
    const { it, metrics, valueOf } = await world();
    await using _world = it;
    await edit(it, ['one', 'two']);
    await it.during(it.carrel.dispose());
    const { carrel } = await start(it, metrics);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(0);
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(2);
    expect(valueOf(LOOKUPS('miss'))).toBe(0);
    const client = await new YjsClient().connect(carrel, it.people.owner, it.ref('one'));
    expect(client.text).toBe('kept');
    expect(valueOf(LOOKUPS('hit'))).toBe(1);
    await new YjsClient().connect(carrel, it.people.owner, it.ref('three'));
    expect(valueOf(LOOKUPS('miss'))).toBe(1);
  });

  it('are those of a process that died, as it noted them within the last minute', async () => {
    const { it, metrics, valueOf } = await world();
    await using _world = it;
    await edit(it, ['one']);
    await it.clock.advance(MINUTE + 1_000);
    await it.settle();
    await edit(it, ['after']);
    known(it.replicas[0]).kill();
    await start(it, metrics);
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(1);
  });

  it('are no more than may be, the last used first', async () => {
    const { it, metrics, valueOf } = await world({ warmDocuments: 2 });
    await using _world = it;
    await edit(it, ['one', 'two', 'three']);
    await it.during(it.carrel.dispose());
    const { carrel } = await start(it, metrics);
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(2);
    await new YjsClient().connect(carrel, it.people.owner, it.ref('three'));
    await new YjsClient().connect(carrel, it.people.owner, it.ref('two'));
    expect(valueOf(LOOKUPS('hit'))).toBe(2);
    expect(valueOf(LOOKUPS('miss'))).toBe(0);
  });

  it('have no more bytes than may be; one that is too large leaves its room to others', async () => {
    const { it, metrics, valueOf } = await world({ warmBytes: 2_000 });
    await using _world = it;
    await edit(it, ['small']);
    await edit(it, ['large'], 'x'.repeat(5_000));
    await it.during(it.carrel.dispose());
    const { carrel } = await start(it, metrics);
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(1);
    await new YjsClient().connect(carrel, it.people.owner, it.ref('small'));
    expect(valueOf(LOOKUPS('hit'))).toBe(1);
  });

  it('are not loaded where that is turned off, and nothing is noted', async () => {
    const { it, metrics, valueOf } = await world({ warmDocuments: 0 });
    await using _world = it;
    await edit(it, ['one']);
    await it.clock.advance(2 * MINUTE);
    await it.during(it.carrel.dispose());
    await start(it, metrics);
    await it.clock.advance(5_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(0);
    const noted = expectOk(await it.store.read((view) => view.scan(documentRecents, { limit: 1 })));
    expect(noted.items).toEqual([]);
  });

  it('leave out what was removed, and go again when nobody comes', async () => {
    const { it, metrics, valueOf } = await world({ unloadAfterMs: 5_000 });
    await using _world = it;
    await edit(it, ['one', 'two']);
    await it.clock.advance(MINUTE + 1_000);
    await it.settle();
    expectOk(await it.carrel.documents.remove(it.people.owner, it.ref('two')));
    known(it.replicas[0]).kill();
    await start(it, metrics);
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(1);
    await it.clock.advance(5_000);
    expect(valueOf('carrel_documents_live')).toBe(0);
  });

  it('are loaded by those who ask where the store gave no list of them', async () => {
    const { it, metrics, valueOf } = await world();
    await using _world = it;
    await edit(it, ['one']);
    await it.during(it.carrel.dispose());
    const replica = await start(it, metrics);
    replica.isFailing = true;
    await it.clock.advance(1_000);
    await it.settle();
    expect(valueOf('carrel_documents_live')).toBe(0);
    replica.isFailing = false;
    const client = await new YjsClient().connect(replica.carrel, it.people.owner, it.ref('one'));
    expect(client.text).toBe('kept');
  });
});
