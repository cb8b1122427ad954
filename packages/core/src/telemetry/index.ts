export { silentLogger } from './logger.js';
export type { LogFields, Logger } from './logger.js';
export { noopMetrics } from './metrics.js';
export type { Counter, Gauge, Histogram, Labels, MetricOptions, Metrics } from './metrics.js';
export { pinoLogger } from './pino-logger.js';
export type { LogLevel, PinoLoggerOptions } from './pino-logger.js';
export { noopTracer } from './tracer.js';
export type { SpanAttributes, Tracer } from './tracer.js';
