import { ResultAsync, type CarrelError, type Result } from '../kernel/index.js';
import type { Histogram, Metrics } from './metrics.js';
import type { SpanAttributes, Tracer } from './tracer.js';

/** Where what is done through a port is told. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** Bounds for the times of calls, in seconds. */
export const CALL_BUCKETS: readonly number[] = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 30, 120];

export interface CallObserverOptions extends Telemetry {
  /** What is called, as its spans begin: `runtime` for `runtime create`. */
  readonly port: string;
  /** The histogram of its calls, in seconds, with the labels `operation` and `outcome`. */
  readonly metric: string;
  /** What that measures, for a person. */
  readonly help: string;
  /** Which types of errors say that the port did not do its part; the others say what is wrong with the question. */
  readonly failures: RegExp;
}

/**
 * Measures and traces the calls of one port.
 *
 * The outcome is `ok`, `failed` when the port did not do its part, `aborted` when who asked gave up, and `refused` for every other
 * error. A span that failed has the type of its error.
 */
export class CallObserver {
  private readonly times: Histogram<'operation' | 'outcome'>;

  constructor(private readonly options: CallObserverOptions) {
    const { metrics, metric, help } = options;
    this.times = metrics.histogram(metric, { help, labels: ['operation', 'outcome'], buckets: CALL_BUCKETS });
  }

  /** What `call` comes to. @param operation one of few names. */
  observe<T, E>(
    operation: string,
    attributes: SpanAttributes,
    call: () => PromiseLike<Result<T, E>>,
  ): ResultAsync<T, E> {
    const { port, tracer } = this.options;
    const startedAt = performance.now();
    const settled = (outcome: Outcome) => {
      this.times.observe((performance.now() - startedAt) / 1_000, { operation, outcome });
    };
    const work = tracer.span(
      `${port} ${operation}`,
      attributes,
      async (span) => {
        try {
          const result = await call();
          const type = result.isErr() ? typeOf(result.error) : null;
          const outcome = this.outcomeOf(type);
          if (type !== null && outcome === 'failed') span.fail(type);
          else if (type !== null) span.set({ 'carrel.error': type });
          settled(outcome);
          return result;
        } catch (thrown) {
          settled('failed');
          throw thrown;
        }
      },
      { kind: 'client' },
    );
    return new ResultAsync(work);
  }

  private outcomeOf(type: string | null): Outcome {
    if (type === null) return 'ok';
    if (type === 'request/aborted') return 'aborted';
    return this.options.failures.test(type) ? 'failed' : 'refused';
  }
}

type Outcome = 'ok' | 'refused' | 'aborted' | 'failed';

function typeOf(error: unknown): string {
  const { type } = (error ?? {}) as Partial<CarrelError>;
  return typeof type === 'string' ? type : 'unknown';
}
