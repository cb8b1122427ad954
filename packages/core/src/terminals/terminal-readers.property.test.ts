import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { TerminalReader, terminalWorld, type TerminalWorld } from '../../test/terminal-fixture.js';
import type { Carrel } from '../index.js';
import type { TerminalId } from '../kernel/index.js';
import type { TerminalEvent } from './terminal.js';

const RETAIN = 256;
const READERS = 3;

type Step =
  | { readonly type: 'write'; readonly bytes: number }
  | { readonly type: 'read'; readonly reader: number; readonly events: number }
  | { readonly type: 'leave'; readonly reader: number }
  | { readonly type: 'resume'; readonly reader: number; readonly replica: boolean };

const reader = fc.nat({ max: READERS - 1 });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('write' as const), bytes: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ type: fc.constant('read' as const), reader, events: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ type: fc.constant('leave' as const), reader }),
    fc.record({ type: fc.constant('resume' as const), reader, replica: fc.boolean() }),
  ),
  { maxLength: 60 },
);

/** No byte is a newline, which a terminal would change; each follows from its offset. */
const byteAt = (offset: number) => 33 + ((offset * 7) % 90);
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** One person who comes and goes, and checks all that comes. */
class Person {
  position = 0;
  ended = false;
  private current: TerminalReader | null = null;
  private pending: Promise<unknown> | null = null;

  constructor(private readonly written: () => number) {}

  get isAttached(): boolean {
    return this.current !== null;
  }

  async resume(carrel: Carrel, it: TerminalWorld, id: TerminalId): Promise<void> {
    if (this.current !== null || this.ended) return;
    const options = { since: this.position };
    this.current = new TerminalReader(expectOk(await carrel.terminals.attach(it.caller, id, options)));
  }

  /** Takes what is there, at most so many events; does not wait for more. */
  async read(events: number): Promise<void> {
    for (let count = 0; count < events && this.current !== null && !this.ended; count += 1) {
      this.pending ??= this.take(this.current);
      for (let turn = 0; turn < 5; turn += 1) await settle();
      if (this.pending !== null) return;
    }
  }

  async leave(): Promise<void> {
    const { current, pending } = this;
    this.current = null;
    await current?.leave();
    await pending;
  }

  async toEnd(): Promise<void> {
    await this.pending;
    while (!this.ended && this.current !== null) await this.take(this.current);
  }

  private async take(from: TerminalReader): Promise<void> {
    const event = await from.next();
    this.pending = null;
    if (event !== null) this.check(event);
  }

  private check(event: TerminalEvent): void {
    if (event.type === 'output') {
      expect(event.offset).toBe(this.position);
      expect([...event.data]).toEqual(Array.from(event.data, (_, at) => byteAt(event.offset + at)));
      this.position += event.data.length;
    } else if (event.type === 'gap') {
      expect(event.from).toBe(this.position);
      expect(event.to).toBeGreaterThan(event.from);
      // Only where retention says so.
      expect(event.to).toBeLessThanOrEqual(this.written() - RETAIN);
      this.position = event.to;
    } else if (event.type === 'exit') {
      expect([event.end, this.position]).toEqual([this.written(), this.written()]);
    } else if (event.type === 'closed') {
      expect([event.reason, event.offset]).toEqual(['exited', this.written()]);
      this.ended = true;
    } else {
      expect.fail(`unexpected ${event.type}`);
    }
  }
}

async function run(it: TerminalWorld, replica: Carrel, schedule: readonly Step[]): Promise<void> {
  const id = await it.open();
  const pen = it.pens.last;
  let written = 0;
  const people = Array.from({ length: READERS }, () => new Person(() => written));
  const of = (index: number) => people[index] ?? expect.fail();
  for (const step of schedule) {
    if (step.type === 'write') {
      const from = written;
      written += step.bytes;
      await pen.write(Uint8Array.from({ length: step.bytes }, (_, at) => byteAt(from + at)));
    } else if (step.type === 'read') await of(step.reader).read(step.events);
    else if (step.type === 'leave') await of(step.reader).leave();
    else await of(step.reader).resume(step.replica ? replica : it.carrel, it, id);
  }
  for (const person of people) await person.resume(it.carrel, it, id);
  pen.exit(0);
  for (const person of people) await person.toEnd();
  expect(people.map(({ ended }) => ended)).toEqual(people.map(() => true));
}

it('gives each reader every byte once or a gap, whatever is written, read, left and resumed when', async () => {
  await using world = await terminalWorld({
    terminals: { retainBytes: RETAIN, maxPerSession: 1_000, maxPerUser: 1_000 },
  });
  const replica = await world.replica();
  await fc.assert(
    fc.asyncProperty(steps, (schedule) => run(world, replica, schedule)),
    { numRuns: 40 },
  );
}, 120_000);
