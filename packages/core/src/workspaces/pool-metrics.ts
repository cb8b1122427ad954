import type { Metrics } from '../telemetry/index.js';

/** How long boxes had waited, in seconds. */
const AGE_BUCKETS = [1, 10, 60, 600, 3_600, 86_400];

/** What is measured about the pool, each by the languages that its boxes are for. */
export type PoolMetrics = ReturnType<typeof poolMetrics>;

export function poolMetrics(metrics: Metrics) {
  const labels = ['languages'] as const;
  return {
    size: metrics.gauge('carrel_pool_size', { help: 'How many boxes of the pool wait.', labels }),
    oldest: metrics.gauge('carrel_pool_oldest_seconds', {
      help: 'How long the oldest waiting box has waited, in seconds.',
      labels,
    }),
    hits: metrics.counter('carrel_pool_hits_total', { help: 'Starts that had a box of the pool.', labels }),
    misses: metrics.counter('carrel_pool_misses_total', { help: 'Starts that found the pool empty.', labels }),
    dead: metrics.counter('carrel_pool_dead_total', {
      help: 'Boxes of the pool that were of no use when needed.',
      labels,
    }),
    filled: metrics.counter('carrel_pool_filled_total', { help: 'Boxes that were made for the pool.', labels }),
    failures: metrics.counter('carrel_pool_fill_failures_total', {
      help: 'Boxes that could not be made for the pool.',
      labels,
    }),
    age: metrics.histogram('carrel_pool_age_seconds', {
      help: 'How long claimed boxes had waited, in seconds.',
      labels,
      buckets: AGE_BUCKETS,
    }),
  };
}
