import type { Result, ResultAsync } from '../kernel/index.js';
import { CallObserver, observedPort, type Gauge, type Telemetry, type Wrapper } from '../telemetry/index.js';
import type { StreamEvent } from './stream-event.js';
import type { StreamLog } from './stream-log.js';

const FAILURES = /^(stream\/log-(unavailable|closed|full)|unknown)$/;

/**
 * `log` with each of its calls measured as `carrel_stream_operation_seconds` and traced, and what goes through it counted:
 * `carrel_stream_chunks_total`, `carrel_stream_characters_total` and the gauge `carrel_stream_readers`.
 */
export function observedStreamLog(log: StreamLog, telemetry: Telemetry): StreamLog {
  const { metrics } = telemetry;
  const observer = new CallObserver({
    ...telemetry,
    port: 'streams',
    metric: 'carrel_stream_operation_seconds',
    help: 'How long calls of the log of streams took, in seconds.',
    failures: FAILURES,
  });
  const chunks = metrics.counter('carrel_stream_chunks_total', { help: 'Chunks that were appended to streams.' });
  const characters = metrics.counter('carrel_stream_characters_total', { help: 'Characters of these chunks.' });
  const readers = new Readers(metrics.gauge('carrel_stream_readers', { help: 'Readings of streams under way.' }));
  const about = { 'carrel.streams': log.name };
  const wrap: Wrapper = (call, name) => (key, list, options) => {
    const work = async (): Promise<Result<unknown, unknown>> => {
      const result = await (call(key, list, options) as ResultAsync<unknown, unknown>);
      if (result.isErr()) return result;
      if (name === 'read') return result.map((events) => readers.count(events as AsyncIterable<StreamEvent>));
      if (name === 'append') {
        const texts = list as readonly string[];
        chunks.add(texts.length);
        characters.add(texts.reduce((sum, { length }) => sum + length, 0));
      }
      return result;
    };
    return observer.observe(name, about, work);
  };
  return observedPort(log, wrap, ['dispose']);
}

class Readers {
  private open = 0;

  constructor(private readonly gauge: Gauge) {
    gauge.set(0);
  }

  /** The same events; their reading counts from the first that is asked for to its end. A generator could not be left at once. */
  count(events: AsyncIterable<StreamEvent>): AsyncIterable<StreamEvent> {
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = events[Symbol.asyncIterator]();
        const leave = this.enter();
        const next = async () => {
          const result = await iterator.next().catch((thrown: unknown) => {
            leave();
            throw thrown;
          });
          if (result.done === true) leave();
          return result;
        };
        const stop = async () => {
          leave();
          return (await iterator.return?.()) ?? { done: true as const, value: undefined };
        };
        return { next, return: stop };
      },
    };
  }

  private enter(): () => void {
    let isIn = true;
    this.gauge.set((this.open += 1));
    return () => {
      if (!isIn) return;
      isIn = false;
      this.gauge.set((this.open -= 1));
    };
  }
}
