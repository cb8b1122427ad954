import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { AMPLE, numbered, type OpenStreamLog } from './open-stream-log.js';

/** What happens to a stream, and to whoever reads it. */
type Step =
  | { readonly type: 'append'; readonly count: number }
  /** The reader takes so many events, then leaves, and goes on later where it was. */
  | { readonly type: 'read'; readonly reader: number; readonly events: number };

const READERS = 3;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    type: fc.constant('read' as const),
    reader: fc.integer({ min: 0, max: READERS - 1 }),
    events: fc.integer({ min: 1, max: 3 }),
  }),
);

/** Whatever the schedule, each reader gets each chunk once, or is told that it is gone. */
export function describeSchedules(cases: Cases<OpenStreamLog>): void {
  cases.it(
    'readers that come, go and stand still get each chunk once or an explicit gap, whatever the schedule',
    async (open) => {
      let number = 0;
      const run = async (steps: readonly Step[], maxChunks: number) => {
        const key = `schedule ${number++}`;
        await expectOk(open.log.create(key, { ...AMPLE, maxChunks }));
        await new Schedule(open, key).run(steps);
        await expectOk(open.log.remove(key));
      };
      const schedules = fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 20 }),
        run,
      );
      await fc.assert(schedules, { numRuns: 40, endOnFailure: true });
    },
  );
}

class Schedule {
  private written = 0;
  private readonly readers = Array.from({ length: READERS }, () => ({ position: 0, told: 0, ended: false }));

  constructor(
    private readonly open: OpenStreamLog,
    private readonly key: string,
  ) {}

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (step.type === 'append') this.written = await this.append(step.count);
      else await this.read(step.reader, step.events);
    }
    await this.open.end(undefined, this.key);
    for (const [number, reader] of this.readers.entries()) {
      await this.read(number, Infinity);
      assert.ok(reader.ended, 'the end is told');
      assert.equal(reader.position, this.written);
    }
  }

  private append(count: number): Promise<number> {
    return this.open.append(numbered(count, this.written), this.key);
  }

  /** Takes at most so many events, and none that would have to be waited for. */
  private async read(number: number, events: number): Promise<void> {
    const reader = this.readers[number];
    assert.ok(reader !== undefined);
    if (reader.position === this.written && events !== Infinity) return;
    let left = events;
    for await (const event of await this.open.events({ from: reader.position }, this.key)) {
      if (event.type === 'gap') {
        assert.equal(event.from, reader.position);
        reader.position = event.to;
      } else if (event.type === 'chunks') {
        assert.equal(event.position, reader.position);
        assert.deepEqual(event.chunks, numbered(event.chunks.length, event.position));
        reader.position += event.chunks.length;
      } else {
        assert.equal(event.type, 'end');
        reader.ended = true;
      }
      left -= 1;
      if (left <= 0 || (reader.position === this.written && events !== Infinity)) return;
    }
  }
}
