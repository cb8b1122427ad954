import { z } from 'zod';

/** Who may read what the server measures. */
export const metricsConfig = {
  'metrics.token': z
    .string()
    .max(1_000)
    .regex(/^[\w.~+/=-]*$/, 'expected a token as in Authorization: Bearer')
    .default('')
    .describe('What Prometheus sends as its bearer token for `/metrics`; empty, and `/metrics` is not served.')
    .meta({ secret: true }),
};
