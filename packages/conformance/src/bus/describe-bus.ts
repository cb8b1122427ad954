import assert from 'node:assert/strict';
import { MAX_BUS_MESSAGE_BYTES, type Bus } from '@carrel/core/bus';
import { Cases, type CasesOptions, type CaseSubject } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';

/** A bus to be proven. */
export interface BusSubject extends CaseSubject {
  /** Not opened, and nobody else's. */
  readonly subject: Bus;
  /** The same bus, not opened, as another process would use it. */
  readonly another?: () => Bus;
}

export interface BusKitOptions extends CasesOptions<BusSubject> {
  /** Why there is no other process on the bus. @default there is */
  readonly lacks?: { readonly another?: string };
}

interface OpenBus extends CaseSubject {
  readonly bus: Bus;
  readonly other: Bus;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`);

/** Proves that a bus keeps every promise of the `Bus` port. */
export function describeBus(options: BusKitOptions): void {
  options.test.describe('Bus', () => {
    const subjects = new Cases<BusSubject>(options);
    const cases = subjects.prepared(open);
    describeClosed(subjects);
    describeMessages(cases);
    const another = { has: options.lacks?.another === undefined, lacks: options.lacks?.another ?? '' };
    cases.itWhen(another, 'who listens in another process hears each message once', async ({ bus, other }) => {
      const heard: string[] = [];
      await expectOk(other.subscribe('topic', (message) => heard.push(message)));
      for (const message of numbered(50)) await expectOk(bus.publish('topic', message));
      await eventually(() => assert.deepEqual(heard, numbered(50)));
    });
    cases.end();
  });
}

async function open(subject: BusSubject): Promise<OpenBus> {
  const other = subject.another?.() ?? subject.subject;
  await expectOk(subject.subject.open());
  await expectOk(other.open());
  const dispose = async () => {
    await Promise.all([subject.subject.dispose(), other.dispose()]);
    await subject.dispose();
  };
  return { bus: subject.subject, other, dispose };
}

function describeClosed(cases: Cases<BusSubject>): void {
  cases.it('a bus that is not open says so, before open and after dispose', async ({ subject }) => {
    await expectErr(subject.publish('topic', 'message'), 'bus/closed');
    await expectErr(subject.health(), 'bus/closed');
    await expectErr(
      subject.subscribe('topic', () => undefined),
      'bus/closed',
    );
    await expectOk(subject.open());
    await expectOk(subject.open());
    await expectOk(subject.health());
    await expectOk(subject.publish('topic', 'message'));
    await subject.dispose();
    await subject.dispose();
    await expectErr(subject.publish('topic', 'message'), 'bus/closed');
    await expectErr(subject.health(), 'bus/closed');
    await expectErr(subject.open(), 'bus/closed');
  });
}

function describeMessages(cases: Cases<OpenBus>): void {
  cases.it('all who listen to a topic hear its messages in order, and nobody else', async ({ bus }) => {
    const heard: Record<string, string[]> = { one: [], two: [], other: [] };
    await expectOk(bus.subscribe('topic', (message) => heard['one']?.push(message)));
    await expectOk(bus.subscribe('topic', (message) => heard['two']?.push(message)));
    await expectOk(bus.subscribe('{topic}', (message) => heard['other']?.push(message)));
    await Promise.all(numbered(100).map((message) => expectOk(bus.publish('topic', message))));
    await expectOk(bus.publish('{topic}', 'end'));
    await eventually(() => assert.deepEqual(heard, { one: numbered(100), two: numbered(100), other: ['end'] }));
  });

  cases.it('who has left hears nothing, and others still do', async ({ bus }) => {
    const heard: string[] = [];
    const kept: string[] = [];
    const leave = await expectOk(bus.subscribe('topic', (message) => heard.push(message)));
    await expectOk(bus.subscribe('topic', (message) => kept.push(message)));
    await expectOk(bus.publish('topic', 'before'));
    await eventually(() => assert.deepEqual([heard, kept], [['before'], ['before']]));
    leave();
    leave();
    await expectOk(bus.publish('topic', 'after'));
    await eventually(() => assert.deepEqual(kept, ['before', 'after']));
    assert.deepEqual(heard, ['before']);
  });

  cases.it('what was sent before nobody hears, and a topic can be left and taken up again', async ({ bus }) => {
    for (let round = 0; round < 3; round += 1) {
      const heard: string[] = [];
      await expectOk(bus.publish('topic', 'before'));
      const leave = await expectOk(bus.subscribe('topic', (message) => heard.push(message)));
      await expectOk(bus.publish('topic', 'now'));
      await eventually(() => assert.deepEqual(heard.slice(-1), ['now']));
      leave();
    }
  });

  cases.it('a message may have 65536 bytes of UTF-8, and no more', async ({ bus }) => {
    const heard: string[] = [];
    const largest = 'ü'.repeat(MAX_BUS_MESSAGE_BYTES / 2);
    await expectOk(bus.subscribe('topic', (message) => heard.push(message)));
    await expectErr(bus.publish('topic', `${largest}.`), 'bus/message-too-large');
    await expectOk(bus.publish('topic', largest));
    await eventually(() => assert.deepEqual(heard, [largest]));
  });
}
