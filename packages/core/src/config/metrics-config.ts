import { z } from 'zod';

/** Who may read what the server measures, and whether it traces. */
export const metricsConfig = {
  'metrics.token': z
    .string()
    .max(1_000)
    .regex(/^[\w.~+/=-]*$/, 'expected a token as in Authorization: Bearer')
    .default('')
    .describe('What Prometheus sends as its bearer token for `/metrics`; empty, and `/metrics` is not served.')
    .meta({ secret: true }),
  'tracing.enabled': z
    .boolean()
    .default(false)
    .describe('Traces through `@opentelemetry/api`, to whatever SDK is registered with it.'),
};
