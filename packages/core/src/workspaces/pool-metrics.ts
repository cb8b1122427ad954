import type { Metrics } from '../telemetry/index.js';

/** How long boxes had waited, in milliseconds. */
const AGE_BUCKETS = [1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000];

/** What is measured about the pool, each by the languages that its boxes are for. */
export type PoolMetrics = ReturnType<typeof poolMetrics>;

export function poolMetrics(metrics: Metrics) {
  const labels = ['languages'] as const;
  return {
    size: metrics.gauge('carrel_pool_size', { help: 'How many boxes of the pool wait.', labels }),
    oldest: metrics.gauge('carrel_pool_oldest_ms', { help: 'How long the oldest waiting box has waited.', labels }),
    hits: metrics.counter('carrel_pool_hits', { help: 'Starts that had a box of the pool.', labels }),
    misses: metrics.counter('carrel_pool_misses', { help: 'Starts that found the pool empty.', labels }),
    dead: metrics.counter('carrel_pool_dead', { help: 'Boxes of the pool that were of no use when needed.', labels }),
    failures: metrics.counter('carrel_pool_fill_failures', {
      help: 'Boxes that could not be made for the pool.',
      labels,
    }),
    age: metrics.histogram('carrel_pool_age_ms', {
      help: 'How long claimed boxes had waited, in milliseconds.',
      labels,
      buckets: AGE_BUCKETS,
    }),
  };
}
