import { memoryRateLimiter, observedRateLimiter } from '../rate-limit/index.js';
import { observedRuntime } from '../runtime/index.js';
import { observedStore } from '../store/index.js';
import { observedStreamLog } from '../streams/index.js';
import { contextLogger, noopMetrics, noopTracer } from '../telemetry/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { streamLogOf } from './compose-streams.js';

/** The options with what tells of each call around their ports: the one place that does. Without metrics and tracer they are as they were. */
export function withTelemetry(options: CarrelOptions): CarrelOptions {
  const { metrics = noopMetrics, tracer = noopTracer, logger, store, runtime } = options;
  const told = logger === undefined ? options : { ...options, logger: contextLogger(logger) };
  if (metrics === noopMetrics && tracer === noopTracer) return told;
  const telemetry = { metrics, tracer };
  return {
    ...told,
    store: observedStore(store, telemetry),
    runtime: observedRuntime(runtime, telemetry),
    streams: observedStreamLog(streamLogOf(options), telemetry),
    rateLimiter: observedRateLimiter(options.rateLimiter ?? memoryRateLimiter(), metrics),
  };
}
